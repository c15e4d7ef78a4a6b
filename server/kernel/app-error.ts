import { type ErrorCode, errorCatalog, type FieldError } from "@/lib/contract/errors";

interface AppErrorOptions {
  readonly cause?: unknown;
  /** Fields at fault. */
  readonly errors?: readonly FieldError[];
  /** Members added to the problem document, e.g. `reason` or the stored result. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/** An expected refusal. The message is for the caller and says what to do; details for us go to `cause`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.status = errorCatalog[code].status;
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Absent and not yours are the same answer, to the letter (S1). */
export function notFound(): AppError {
  return new AppError(
    "not_found",
    "There is nothing here, or it is not yours to see. Check the id and the key's workspace.",
  );
}
