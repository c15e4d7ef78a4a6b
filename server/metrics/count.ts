import type { ErrorCode } from "@/lib/contract/errors";
import { metrics } from "./registry";

interface AnsweredRequest {
  readonly method: string;
  /** Of the contract, or `unmatched`; never the address. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

export function countRequest({ method, route, status, seconds }: AnsweredRequest): void {
  const { requests, requestSeconds } = metrics();
  requests.inc({ method: METHODS.has(method) ? method : "other", route, status });
  requestSeconds.observe({ route }, seconds);
}

export function countConflict(reason: ErrorCode): void {
  metrics().conflicts.inc({ reason });
}

/** Runs a call of the engine and notes how long it took and how it ended. */
export async function countEngineCall<Result>(call: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const done = (outcome: "ok" | "failed") =>
    metrics().engineSeconds.observe({ outcome }, (performance.now() - startedAt) / 1000);
  try {
    const result = await call();
    done("ok");
    return result;
  } catch (error) {
    done("failed");
    throw error;
  }
}

export function countEngineFallback(reason: string): void {
  metrics().engineFallbacks.inc({ reason });
}
