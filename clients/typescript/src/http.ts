import { nextTryMs, pause, retryAfterMs } from "./backoff.ts";
import { RefusedError, type TellusError, UnreachableError } from "./errors.ts";
import { toWire } from "./wire.ts";

export interface HttpSettings {
  readonly url: string;
  readonly apiKey: string;
  readonly requestTimeoutMs: number;
  /** Told when the server stops answering, and when it answers again. */
  readonly onAway: (error: TellusError) => void;
  readonly onBack: () => void;
}

export interface HttpRequest {
  readonly method: string;
  /** Below /api/v1. */
  readonly path: string;
  /** Sent as JSON, bytes as they are. */
  readonly body?: unknown;
  /** Idempotency-Key: the same one on every repetition. */
  readonly key?: string;
  /** In place of the usual limit of one try. */
  readonly timeoutMs?: number;
  /** Breaks a try off. */
  readonly signal?: AbortSignal;
  readonly answer?: "json" | "bytes";
}

/** What one try came to. `away`: no answer, or "not now"; the same request may be sent again. */
export type Outcome =
  | { readonly kind: "answered"; readonly body: unknown }
  | { readonly kind: "refused"; readonly error: RefusedError }
  | { readonly kind: "away"; readonly error: TellusError; readonly retryAfterMs: number };

/** Whoever says so, it will not get smaller. */
const TOO_LARGE = 413;

/** HTTP to one server with one key. */
export class Http {
  readonly #settings: HttpSettings;
  #isAway = false;
  #isSuspect = false;
  readonly #waiting = new Set<() => void>();

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  /** Whether the last try was not answered, or is not for too long: nobody needs to wait for the next one then. */
  get isAway(): boolean {
    return this.#isAway || this.#isSuspect;
  }

  /** Calls once a try is not answered. Returns how to take it back. */
  whenAway(then: () => void): () => void {
    this.#waiting.add(then);
    return () => void this.#waiting.delete(then);
  }

  /** Somebody has waited in vain for a try that is still under way. */
  suspect(): void {
    this.#isSuspect = true;
  }

  /** Tries once. Never throws. */
  async attempt(request: HttpRequest): Promise<Outcome> {
    const outcome = await this.#send(request);
    // Broken off by ourselves, which says nothing about the server.
    if (request.signal?.aborted) return outcome;
    const isAway = outcome.kind === "away";
    if (isAway && !this.#isAway) this.#settings.onAway(outcome.error);
    if (isAway) for (const then of this.#waiting) then();
    if (!isAway && this.#isAway) this.#settings.onBack();
    this.#isAway = isAway;
    this.#isSuspect = false;
    return outcome;
  }

  /** Repeats the request, the same to the byte, until it is answered, refused, or patience ends. */
  async insist(
    request: HttpRequest,
    patience: { readonly ms: number; readonly signal?: AbortSignal },
  ): Promise<unknown> {
    const startedAt = performance.now();
    for (let tries = 0; ; tries++) {
      const outcome = await this.attempt(request);
      if (outcome.kind === "answered") return outcome.body;
      if (outcome.kind === "refused") throw outcome.error;
      const waitMs = nextTryMs(tries, outcome.retryAfterMs);
      const waitedMs = performance.now() - startedAt;
      if (waitedMs + waitMs > patience.ms) throw this.#givenUp(outcome.error, waitedMs);
      await pause(waitMs, patience.signal);
      if (patience.signal?.aborted) throw this.#givenUp(outcome.error, waitedMs);
    }
  }

  #givenUp(cause: TellusError, waitedMs: number): UnreachableError {
    const tried = `Tried for ${Math.round(waitedMs / 1000)} s.`;
    return new UnreachableError(`${cause.message} ${tried}`, { cause });
  }

  async #send({ method, path, body, key, timeoutMs, signal, answer = "json" }: HttpRequest): Promise<Outcome> {
    const { url, apiKey, requestTimeoutMs } = this.#settings;
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    if (key !== undefined) headers.set("idempotency-key", key);
    const timeout = AbortSignal.timeout(Math.ceil(timeoutMs ?? requestTimeoutMs));
    const isBytes = body instanceof Uint8Array;
    if (body !== undefined) headers.set("content-type", isBytes ? "application/octet-stream" : "application/json");
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers,
        // A redirected POST would arrive as a GET.
        redirect: "manual",
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
        ...(body === undefined ? {} : { body: isBytes ? (body as Uint8Array<ArrayBuffer>) : toWire(body) }),
      });
      if (!response.ok) return await refusal(response, url);
      if (answer === "bytes") return { kind: "answered", body: new Uint8Array(await response.arrayBuffer()) };
      return { kind: "answered", body: await response.json() };
    } catch (cause) {
      const message = `Tellus cannot be reached at ${originOf(url)}: ${describe(cause)}. Is it running, and is the address right?`;
      return { kind: "away", error: new UnreachableError(message, { cause }), retryAfterMs: 0 };
    }
  }
}

async function refusal(response: Response, url: string): Promise<Outcome> {
  const { status, headers } = response;
  const location = headers.get("location");
  if (location !== null)
    return {
      kind: "refused",
      error: new RefusedError(status, {
        detail: `The server sends callers on to ${location}. Use that address as url.`,
      }),
    };
  const problem = parseProblem(await response.text());
  // 507 is a full disk, which does not empty itself while a request waits.
  const isForNow = status === 408 || status === 429 || (status >= 500 && status !== 507);
  if (problem.code === undefined && !isForNow && status !== TOO_LARGE) {
    // A gateway without a route to the service, or a page to log in at: no word on what was sent.
    const message = `${originOf(url)} answered ${status}, and is not Tellus. Check the address, and what stands in between.`;
    return { kind: "away", error: new UnreachableError(message), retryAfterMs: 0 };
  }
  const error = new RefusedError(status, problem);
  if (!isForNow) return { kind: "refused", error };
  return { kind: "away", error, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
}

/** Nothing, when a proxy on the way answered in its own words. */
function parseProblem(text: string): RefusedError["problem"] {
  try {
    const problem: unknown = JSON.parse(text);
    return typeof problem === "object" && problem !== null ? problem : {};
  } catch {
    return {};
  }
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return "no answer in time";
  // Of `fetch failed` the cause says why.
  const { code } = Object(cause.cause ?? {}) as { code?: string };
  return (cause.cause instanceof Error && cause.cause.message) || code || cause.message;
}
