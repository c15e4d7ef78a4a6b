import type { components } from "./generated/api.ts";

/** What the API says of a refusal (RFC 9457). */
export type Problem = components["schemas"]["Problem"];
export type ErrorCode = Problem["code"];

/** Tellus refused a request (`RefusedError`), or could not be reached for as long as was waited (`UnreachableError`). */
export class TellusError extends Error {
  override readonly name: string = "TellusError";
}

/** Tellus has answered, and the answer is no. Decide by `code`; the message says what to do. */
export class RefusedError extends TellusError {
  override readonly name = "RefusedError";
  readonly status: number;
  /** `unknown` where something between here and Tellus answered in its own words. */
  readonly code: ErrorCode | "unknown";
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>) {
    super(describe(status, problem));
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.problem = problem;
  }
}

/** No answer, or none but "not now", until patience ended. Whether the request was carried out is unknown; it may be repeated. */
export class UnreachableError extends TellusError {
  override readonly name = "UnreachableError";
}

function describe(status: number, { title, detail, code, request_id, errors = [], type }: Partial<Problem>): string {
  const fields = errors.map((error) => `\n  ${error.pointer}: ${error.detail}`).join("");
  const where = [
    `HTTP ${status}`,
    code ?? "unknown",
    request_id && `request ${request_id}`,
    type && `see ${type}`,
  ].filter(Boolean);
  return `${detail ?? title ?? "No explanation was given."}${fields} (${where.join(", ")})`;
}
