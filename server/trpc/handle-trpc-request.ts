import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isSameOrigin } from "@/server/auth/same-origin";
import { createPersonContext } from "./create-person-context";
import { appRouter } from "./root";

/** Calls of more operations than this come from no page of ours. */
const MAX_BATCH_SIZE = 20;

/** Answers the pages' calls for one workspace. Writes must be JSON sent by a page of ours: the cookie alone is not enough. */
export async function handleTrpcRequest(request: Request, workspaceSlug: string): Promise<Response> {
  if (request.method !== "GET") {
    if (!isSameOrigin(request.headers)) return refusal(403, "This request did not come from a page of Tellus.");
    if (!isJson(request.headers)) return refusal(415, "Send application/json.");
  }
  const response = await fetchRequestHandler({
    endpoint: `/api/trpc/${encodeURIComponent(workspaceSlug)}`,
    req: request,
    router: appRouter,
    maxBatchSize: MAX_BATCH_SIZE,
    createContext: () => createPersonContext({ workspaceSlug, signal: request.signal }),
  });
  response.headers.set("cache-control", "private, no-store");
  return response;
}

function isJson(headers: Headers): boolean {
  return /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "");
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { "cache-control": "private, no-store" } });
}
