import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Context } from "@/server/kernel/context";
import { createArtifact } from "../../artifact/create-artifact";
import { finalizeArtifact } from "../../artifact/finalize-artifact";
import { uploadArtifact } from "../../artifact/upload-artifact";
import { runService } from "../run-service";

/** What every artifact of every place holds. */
export const ARTIFACT_BYTES = Buffer.from("hello world");
/** What an announcement is recognized by, everywhere. */
export const SAME_ARTIFACT = {
  name: "weights",
  kind: "checkpoint",
  content_type: "application/octet-stream",
  size: ARTIFACT_BYTES.length,
  sha256: createHash("sha256").update(ARTIFACT_BYTES).digest("hex"),
} as const;

/** One of each state, and one more that is ready: lists have a second page. */
export async function makeArtifacts(context: Context, trialId: string): Promise<readonly [string, string, string]> {
  const make = async (name: string, upTo: "announced" | "uploaded" | "ready"): Promise<string> => {
    const { artifact } = await runService({
      service: createArtifact,
      context,
      input: { ...SAME_ARTIFACT, name, trial_id: trialId, attempt: 1 },
    });
    const withContent = { ...context, content: { length: undefined, stream: Readable.from([ARTIFACT_BYTES]) } };
    const input = { artifact_id: artifact.id };
    if (upTo !== "announced") await runService({ service: uploadArtifact, context: withContent, input });
    if (upTo === "ready") await runService({ service: finalizeArtifact, context, input });
    return artifact.id;
  };
  await make("older", "ready");
  return [await make(SAME_ARTIFACT.name, "ready"), await make("sent", "uploaded"), await make("to be", "announced")];
}
