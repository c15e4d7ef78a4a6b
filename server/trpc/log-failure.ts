import type { TRPCError } from "@trpc/server";
import { AppError } from "@/server/kernel/app-error";
import { logger } from "@/server/kernel/process-logger";
import { logUnexpected } from "@/server/kernel/unexpected";

/** What nobody foresaw is for the operator to read: the page only learns the time of it (S21). */
export function logFailure({ error, path }: { readonly error: TRPCError; readonly path: string | undefined }): void {
  if (error.cause instanceof AppError) return logUnexpected(logger(), error.cause);
  if (error.code !== "INTERNAL_SERVER_ERROR") return;
  logger().error("a page's call failed", { operation: path ?? "unknown", error: error.cause ?? error });
}
