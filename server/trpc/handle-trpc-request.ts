import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isPageWrite, refuseForeignWrite } from "@/server/auth/page-write";
import { createPersonContext } from "./create-person-context";
import { logFailure } from "./log-failure";
import { refuseUnreadable } from "./refuse-unreadable";
import { appRouter } from "./root";

/** Calls of more operations than this come from no page of ours. */
const MAX_BATCH_SIZE = 20;

/** Answers the pages' calls for one workspace. Writes must be JSON sent by a page of ours: the cookie alone is not enough. */
export async function handleTrpcRequest(request: Request, workspaceSlug: string): Promise<Response> {
  const refusal = refuseForeignWrite(request) ?? (await refuseUnreadable(request));
  if (refusal !== null) return refusal;
  const response = await fetchRequestHandler({
    endpoint: `/api/trpc/${encodeURIComponent(workspaceSlug)}`,
    req: request,
    router: appRouter,
    maxBatchSize: MAX_BATCH_SIZE,
    onError: logFailure,
    createContext: () => createPersonContext({ workspaceSlug, mayWrite: isPageWrite(request), signal: request.signal }),
  });
  response.headers.set("cache-control", "private, no-store");
  return response;
}
