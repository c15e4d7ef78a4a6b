import { TRPCClientError } from "@trpc/client";
import type { ErrorCode } from "@/lib/contract/errors";
import type { AppRouter } from "@/server/trpc/root";

/** The code the server refused with; `undefined` when it was not reached. */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  return (error as TRPCClientError<AppRouter>).data?.appCode;
}
