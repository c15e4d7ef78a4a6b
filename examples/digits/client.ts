import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Only the fields this program reads; the full reference is served at /docs/api. */
export type Project = { readonly id: string; readonly name: string };
export type Study = {
  readonly id: string;
  readonly name: string;
  readonly state: "active" | "paused" | "stopped" | "finished";
  readonly state_reason: string | null;
  readonly limits: { readonly max_trials: number };
  readonly trial_counts: Readonly<
    Record<"queued" | "running" | "paused" | "completed" | "pruned" | "failed" | "infeasible" | "cancelled", number>
  >;
  readonly url: string | null;
};
export type HandedOutTrial<Assignments> = {
  readonly id: string;
  readonly number: number;
  readonly attempt: number;
  readonly assignments: Assignments;
};
export type AskResult<Assignments> = {
  readonly trials: readonly HandedOutTrial<Assignments>[];
  readonly retry_after_s: number | null;
};
/** A trial and the attempt under which it was handed out: the pair that allows writing about it. */
export type Holding = { readonly id: string; readonly attempt: number };
export type Incumbent<Assignments> = {
  readonly number: number;
  readonly assignments: Assignments;
  readonly values: Readonly<Record<string, { readonly value: number | string }>>;
};
/** Numbers may be NaN or infinite: the client writes those as the strings the API takes. */
export type MetricValues = Readonly<Record<string, number>>;
export type Result =
  | { readonly state: "completed"; readonly values: MetricValues }
  | { readonly state: "failed"; readonly reason: string };

/** What Tellus refused, or (status 0) that it could not be reached in time. */
export class TellusError extends Error {
  readonly status: number;
  readonly code: string;

  constructor({ status, code, message, cause }: { status: number; code: string; message: string; cause?: unknown }) {
    super(message, { cause });
    this.name = "TellusError";
    this.status = status;
    this.code = code;
  }
}

export type ClientOptions = {
  readonly url: string;
  readonly apiKey: string;
  /** How long one call goes on trying while the server is away or busy. */
  readonly patienceMs?: number;
  /** Called once per call that has to be repeated, however often it then is. */
  readonly onRetry?: (problem: string) => void;
  /** Ends the waiting between two tries; a request on its way is always awaited. */
  readonly signal?: AbortSignal;
};

/**
 * The Tellus API as a training job needs it. Each call repeats itself with the same body and the same idempotency key
 * until it is answered, so a lost answer or a restarted server neither loses a result nor takes a trial twice.
 */
export class TellusClient {
  readonly #options: Required<Omit<ClientOptions, "signal">> & Pick<ClientOptions, "signal">;

  constructor(options: ClientOptions) {
    this.#options = { patienceMs: 300_000, onRetry: () => undefined, ...options };
  }

  openProject(name: string): Promise<Project> {
    return this.#post("/projects?if_exists=return", { name });
  }

  openStudy(projectId: string, study: Readonly<Record<string, unknown>>): Promise<Study> {
    return this.#post(`/projects/${projectId}/studies?if_exists=return`, study);
  }

  readStudy(studyId: string): Promise<Study> {
    return this.#send("GET", `/studies/${studyId}`);
  }

  async readIncumbent<Assignments>(studyId: string): Promise<Incumbent<Assignments> | null> {
    const best = await this.#send<{ trial: Incumbent<Assignments> | null }>("GET", `/studies/${studyId}/best`);
    return best.trial;
  }

  ask<Assignments>(studyId: string, workerId: string): Promise<AskResult<Assignments>> {
    return this.#post(`/studies/${studyId}/ask`, { worker_id: workerId, lease_seconds: 90, wait_seconds: 5 });
  }

  measure(
    { id, attempt }: Holding,
    step: number,
    values: MetricValues,
  ): Promise<{ verdict: "continue" | "pause" | "stop" }> {
    return this.#post(`/trials/${id}/measurements`, { attempt, steps: [{ step, values }] });
  }

  async tell({ id, attempt }: Holding, result: Result): Promise<void> {
    await this.#post(`/trials/${id}/tell`, { attempt, ...result });
  }

  async release({ id, attempt }: Holding): Promise<void> {
    await this.#post(`/trials/${id}/release`, { attempt });
  }

  #post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#send("POST", path, body);
  }

  async #send<Answer>(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
    const { url, apiKey, patienceMs, onRetry, signal } = this.#options;
    const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` };
    if (method === "POST")
      Object.assign(headers, { "content-type": "application/json", "idempotency-key": randomUUID() });
    const request = { method, headers, body: method === "POST" ? JSON.stringify(body, nonFiniteAsText) : null };
    const giveUpAt = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt++) {
      const outcome = await tryOnce<Answer>(`${url}/api/v1${path}`, request);
      if (outcome.kind === "answered") return outcome.answer;
      const delayMs = Math.max(backoffMs(attempt), outcome.retryAfterMs);
      if (!outcome.retriable || performance.now() + delayMs > giveUpAt) throw outcome.error;
      if (attempt === 0) onRetry(outcome.error.message);
      await sleep(delayMs, undefined, { signal }).catch(() => {
        throw outcome.error; // asked to leave while waiting
      });
    }
  }
}

type Outcome<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | {
      readonly kind: "refused";
      readonly error: TellusError;
      readonly retriable: boolean;
      readonly retryAfterMs: number;
    };

async function tryOnce<Answer>(url: string, request: RequestInit): Promise<Outcome<Answer>> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    // The type is a claim about what the server sends; it is written down in the server's OpenAPI document.
    if (response.ok) return { kind: "answered", answer: JSON.parse(text) as Answer };
    return refusal(response, text);
  } catch (cause) {
    // The connection failed, was cut or took too long: the request may or may not have been carried out.
    const message = `Tellus cannot be reached at ${new URL(url).origin}: ${describe(cause)}`;
    return {
      kind: "refused",
      error: new TellusError({ status: 0, code: "unreachable", message, cause }),
      retriable: true,
      retryAfterMs: 0,
    };
  }
}

function refusal({ status, headers }: Response, text: string): Outcome<never> {
  const { code = "unknown", title, detail } = parseProblem(text);
  const message = `${detail ?? title ?? "no explanation"} (HTTP ${status}, ${code})`;
  const retriable = status === 429 || status >= 500;
  const retryAfterMs = Math.min(Number(headers.get("retry-after")) || 0, 60) * 1000;
  return { kind: "refused", error: new TellusError({ status, code, message }), retriable, retryAfterMs };
}

/** RFC 9457, or nothing when a proxy on the way answered in its own words. */
function parseProblem(text: string): { code?: string; title?: string; detail?: string } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Doubles from 0.2 s to at most 5 s; the random half keeps many workers from coming back in the same moment. */
function backoffMs(attempt: number): number {
  return Math.min(200 * 2 ** attempt, 5000) * (0.5 + Math.random() / 2);
}

/** JSON has no NaN and no infinities; `JSON.stringify` alone would turn them into null. */
function nonFiniteAsText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
