import { ArtifactContent } from "@/lib/contract/artifact";
import { createContext } from "@/server/kernel/create-context";
import { logger } from "@/server/kernel/process-logger";
import { publicAddress } from "@/server/kernel/public-address";
import { asAppError, logUnexpected } from "@/server/kernel/unexpected";
import { contentReply } from "@/server/rest/content-reply";
import { problemReply } from "@/server/rest/reply";
import { services } from "@/server/services/registry";
import { createPersonContext } from "@/server/trpc/create-person-context";

interface ArtifactAddress {
  readonly workspaceSlug: string;
  readonly artifactId: string;
}

/** A file for whoever is signed in: the operation of the API, for a cookie in place of a key. */
export async function downloadArtifact(
  request: Request,
  { workspaceSlug, artifactId }: ArtifactAddress,
): Promise<Response> {
  const { signal } = request;
  const { actor, requestId } = createPersonContext({ workspaceSlug, mayWrite: false, signal });
  try {
    const context = createContext({ actor: await actor(), requestId, signal });
    const range = request.headers.get("range")?.slice(0, 200);
    const input = { artifact_id: artifactId, ...(range === undefined ? {} : { range }) };
    const { output, content } = await services["artifact.download"].run(context, input);
    if (content === undefined) throw new Error("A download without bytes.");
    return contentReply({ about: ArtifactContent.parse(output), content, requestId });
  } catch (error) {
    const failure = asAppError(error);
    logUnexpected(logger(), failure);
    return problemReply(failure, { requestId, publicUrl: publicAddress() });
  }
}
