import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { AccountContext } from "@/server/account/account-context";
import { clientAddress } from "@/server/auth/client-address";
import { isPageWrite, refuseForeignWrite } from "@/server/auth/page-write";
import { sessionPerson } from "@/server/auth/session-person";
import type { SignedInPerson } from "@/server/auth/session-store";
import { newId } from "@/server/kernel/ids";
import { accountRouter } from "./account-router";
import { logFailure } from "./log-failure";
import { refuseUnreadable } from "./refuse-unreadable";

/** Answers what people do as themselves. One call per request: limits count requests. */
export async function handleAccountRequest(request: Request): Promise<Response> {
  const refusal = refuseForeignWrite(request) ?? (await refuseUnreadable(request));
  if (refusal !== null) return refusal;
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc-account",
    req: request,
    router: accountRouter,
    allowBatching: false,
    onError: logFailure,
    createContext: () => accountContext(request),
  });
  response.headers.set("cache-control", "private, no-store");
  return response;
}

function accountContext(request: Request): AccountContext {
  let person: Promise<SignedInPerson | null> | undefined;
  return {
    person: () => {
      person ??= sessionPerson();
      return person;
    },
    mayWrite: isPageWrite(request),
    address: clientAddress(request.headers),
    requestId: newId(),
  };
}
