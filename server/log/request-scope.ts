import { AsyncLocalStorage } from "node:async_hooks";
import { processSingleton } from "@/server/kernel/process";

interface RequestScope {
  readonly requestId: string;
}

/** Shared by both bundles of the process, so that a line logged deep inside a service names the request either way. */
const scopes = processSingleton("log.request-scope", () => new AsyncLocalStorage<RequestScope>());

export function runInRequest<Result>(requestId: string, work: () => Result): Result {
  return scopes.run({ requestId }, work);
}

export function currentRequestId(): string | undefined {
  return scopes.getStore()?.requestId;
}
