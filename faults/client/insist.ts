import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Call, type HttpClient, NoAnswer } from "./http-client";

/** How the tries of a run ended, by status; `none` for no answer. */
export type Tally = Map<string, number>;

export function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

export interface Insistence {
  readonly client: HttpClient;
  readonly tally: Tally;
  /** Where a try goes; they count from 1. */
  readonly origin: (tries: number) => string;
  /** A try that has no answer by then is repeated. */
  readonly tryMs?: number;
  readonly stop?: AbortSignal | undefined;
  /** Hears of every answer. */
  readonly onAnswer?: (path: string, answer: Answer) => void;
  /** A connection of its own for each try. */
  readonly alone?: boolean;
  /** Ends in an error afterwards: a service that does not come back is a finding. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 120_000;

export interface Insisted extends Answer {
  /** As the last try was sent. */
  readonly sentAt: number;
  readonly tries: number;
}

/** The same request, same key and body, until it is answered with something that is not the server's trouble. */
export async function insist(
  { client, tally, origin, stop, tryMs, onAnswer, alone = false, patienceMs = PATIENCE_MS }: Insistence,
  call: Omit<Call, "origin">,
): Promise<Insisted> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    const sentAt = performance.now();
    try {
      const answer = await client.call({
        ...(tryMs === undefined ? {} : { timeoutMs: tryMs }),
        ...call,
        alone,
        origin: origin(tries),
      });
      count(tally, String(answer.status));
      onAnswer?.(call.path, answer);
      if (answer.status < 500 && answer.status !== 429) return { ...answer, sentAt, tries };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      count(tally, "none");
    }
    stop?.throwIfAborted();
    if (performance.now() > deadline)
      throw new Error(`${call.path} had no answer within ${patienceMs / 1000} s, ${tries} tries.`);
    await sleep(backOffMs(tries));
  }
}

/** Spread out and growing, as a client should do it: those who wait must not keep the one from starting they wait for. */
function backOffMs(tries: number): number {
  return (0.5 + Math.random()) * Math.min(1_000, 50 * 2 ** Math.min(tries - 1, 5));
}
