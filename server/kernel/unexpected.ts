import type { Logger } from "@/server/log/logger";
import { AppError } from "./app-error";

const RETRY_AFTER_SECONDS = 2;
/** As `server/db/gate.ts` throws it: an error of the process's other bundle is of another class. */
const BUSY = "TELLUS_BUSY";
const AWAY = "TELLUS_DATABASE_AWAY";

/** Any thrown thing as a refusal the caller may see: what is not ours to explain is `unavailable` or `internal`, with the cause kept for the log. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasCode(error, BUSY)) return busy(error);
  if (isUnavailable(error)) {
    return new AppError("unavailable", "The database cannot answer right now. Nothing was lost; try again shortly.", {
      cause: error,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  return new AppError("internal", "Something broke on our side. Try again; if it persists, report the request id.", {
    cause: error,
  });
}

/**
 * SQLSTATE classes that pass by themselves: connection (08), resources (53, a full disk among them), shutdown and
 * cancelled (57), lost races (40001, 40P01), lock and transaction timeouts (55P03, 25P03, 25P04), a read-only standby (25006).
 */
const SQLSTATE = /^(?:08...|53...|57P0.|57014|40001|40P01|55P03|25P03|25P04|25006)$/;
const SYSTEM = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** Prisma's codes for: unreachable, timed out, closed, pool exhausted, transaction not started or closed, write conflict. */
const PRISMA = new Set(["P1000", "P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const ADAPTER_KINDS = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "TransactionWriteConflict",
  "TlsConnectionError",
]);
/** What pg and its pool throw without any code. */
const MESSAGES =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end|Query read timeout|Client was closed)/;

const WRAPPERS = ["cause", "meta", "driverAdapterError", "errors"] as const;
/** A cause can lead back to itself. */
const PARTS_MAX = 32;

const isUnavailable = (error: unknown): boolean => partsOf(error).some(saysUnavailable);

const hasCode = (error: unknown, code: string): boolean =>
  partsOf(error).some((part) => Reflect.get(part, "code") === code);

/** The error and all it wraps: each layer in between has its own way of keeping the cause. */
function partsOf(error: unknown): readonly object[] {
  const parts = [error].filter(isObject);
  for (let index = 0; index < Math.min(parts.length, PARTS_MAX); index += 1) {
    const part = parts[index];
    if (part === undefined) break;
    const inner: unknown[] = WRAPPERS.flatMap((name) => Reflect.get(part, name) as unknown);
    parts.push(...inner.filter(isObject));
  }
  return parts;
}

/** More has come than can be done in time (R23). Who comes back is spread over some seconds, or all would come back at once. */
export function busy(cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    "Tellus has more to do than it can right now. Nothing was done; try again shortly.",
    {
      cause,
      retryAfterSeconds: 1 + Math.floor(Math.random() * 3),
    },
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function saysUnavailable(part: object): boolean {
  const codes = [Reflect.get(part, "code"), Reflect.get(part, "originalCode")].filter(
    (code) => typeof code === "string",
  );
  if (codes.some((code) => code === AWAY || SQLSTATE.test(code) || SYSTEM.has(code) || PRISMA.has(code))) return true;
  const kind: unknown = Reflect.get(part, "kind");
  if (typeof kind === "string" && ADAPTER_KINDS.has(kind)) return true;
  return part instanceof Error && MESSAGES.test(part.message);
}

/** What the operator must hear of a refusal: our own fault, or a database that is away. Everything else is the caller's. */
export function logUnexpected(log: Pick<Logger, "error" | "warn">, failure: AppError): void {
  if (failure.code === "internal") log.error("A request failed", { error: failure.cause });
  else if (failure.code === "unavailable")
    log.warn("A request could not be served", { error: failure.cause ?? failure.message });
}
