import { nextTryMs, pause } from "./backoff.ts";
import { type Entry, requestOf } from "./entry.ts";
import { RefusedError, type TellusError } from "./errors.ts";
import type { Http } from "./http.ts";
import { host } from "./node-host.ts";
import type { Spool } from "./spool.ts";

/** What became of an entry. `left`: nothing yet, and this process does not go on trying; the spool has it for the next. */
export type Delivery =
  | { readonly kind: "stored"; readonly answer: unknown }
  | { readonly kind: "refused"; readonly error: RefusedError; readonly keptIn: string }
  | { readonly kind: "left"; readonly error: Error };

interface Item {
  readonly entry: Entry;
  readonly spooled: Promise<void>;
  readonly resolve: (delivery: Delivery) => void;
  readonly inherited: boolean;
  /** Sent by itself, because together with others it was refused: one that is wrong spoils no other. */
  alone: boolean;
}

interface Lane {
  readonly items: Item[];
  running: Promise<void>;
}

/** Tries of a request that Tellus breaks on each time (500), before the process goes on without its answer. */
const BROKEN_TRIES_MAX = 8;

/**
 * Sends entries until they are answered, however long that takes, in the order they were made for each trial and side by
 * side for different ones. Training waits for none of this longer than it chooses to.
 */
export class Outbox {
  readonly #http: Http;
  readonly #spool: Spool;
  readonly #lanes = new Map<string, Lane>();
  readonly #closing = new AbortController();

  constructor(http: Http, spool: Spool) {
    this.#http = http;
    this.#spool = spool;
  }

  /** `spooled` resolves once a crash of this process loses nothing; `delivered` once Tellus has answered. Neither rejects. */
  put(entry: Entry): { readonly spooled: Promise<void>; readonly delivered: Promise<Delivery> } {
    const spooled = this.#spool.keep(entry);
    return { spooled, delivered: this.#line(entry, spooled, false) };
  }

  /** Sends what an earlier process could not; it is in our spool already. */
  inherit(entries: readonly Entry[], onDelivered: (entry: Entry, delivery: Delivery) => void): void {
    for (const entry of entries)
      void this.#line(entry, Promise.resolve(), true).then((delivery) => onDelivered(entry, delivery));
  }

  get unanswered(): number {
    return [...this.#lanes.values()].reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Resolves when nothing waits for an answer. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.values()].map(({ running }) => running));
  }

  /** Stops sending, also what waits for its next try. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #line(entry: Entry, spooled: Promise<void>, inherited: boolean): Promise<Delivery> {
    return new Promise((resolve) => {
      const item = { entry, spooled, resolve, inherited, alone: false };
      const lane = this.#lanes.get(entry.trial.id);
      if (lane) return void lane.items.push(item);
      const opened: Lane = { items: [item], running: Promise.resolve() };
      this.#lanes.set(entry.trial.id, opened);
      opened.running = this.#drain(entry.trial.id, opened.items);
    });
  }

  async #drain(trialId: string, items: Item[]): Promise<void> {
    while (items.length > 0) {
      const { count, ...request } = requestOf(together(items).map(({ entry }) => entry));
      const sent = items.slice(0, count);
      await Promise.all(sent.map(({ spooled }) => spooled));
      const delivery = await this.#deliver(
        request,
        sent.some(({ inherited }) => inherited),
      );
      if (count > 1 && delivery.kind === "refused" && isOfContent(delivery.error)) {
        for (const item of sent) item.alone = true;
        continue;
      }
      if (delivery.kind === "stored") this.#spool.settle(sent.map(({ entry }) => entry));
      for (const { entry, resolve } of sent) resolve(await this.#file(entry, delivery));
      items.splice(0, count);
    }
    // In the same turn: what comes later opens a lane of its own.
    this.#lanes.delete(trialId);
  }

  async #file(entry: Entry, delivery: Sent): Promise<Delivery> {
    if (delivery.kind !== "refused") return delivery;
    const keptIn = await this.#spool.putAside(entry, delivery.error);
    this.#spool.settle([entry]);
    return { ...delivery, keptIn };
  }

  async #deliver(request: Omit<ReturnType<typeof requestOf>, "count">, inherited: boolean): Promise<Sent> {
    const { signal } = this.#closing;
    for (let tries = 1; ; tries++) {
      const outcome = await this.#http.attempt({ method: "POST", ...request, signal });
      if (outcome.kind === "answered") return { kind: "stored", answer: outcome.body };
      if (outcome.kind === "refused") return refusal(outcome.error, inherited);
      const { error } = outcome;
      if (isBroken(error) && tries === BROKEN_TRIES_MAX) return { kind: "left", error };
      // A program that has nothing else to do may end: it waits for a bounded time as it closes.
      await pause(nextTryMs(tries - 1, outcome.retryAfterMs), signal, host.inBackground);
      if (signal.aborted) return { kind: "left", error };
    }
  }
}

/** The first of the items, and those that may go with it. */
function together(items: readonly Item[]): readonly Item[] {
  const firstAlone = items.findIndex(({ alone }) => alone);
  return firstAlone < 0 ? items : items.slice(0, Math.max(firstAlone, 1));
}

/** Refused for what a report says, rather than for whose the trial is. */
function isOfContent({ status, code }: RefusedError): boolean {
  return status === 422 || code === "measurement_conflict";
}

/** Another key may do what this one may not, and what is not there for this key may be there for the one that made it. */
function refusal(error: RefusedError, inherited: boolean): Sent {
  const isOfKey = error.code === "unauthenticated" || error.code === "forbidden";
  const isForeign = inherited && error.code === "not_found";
  return { kind: isOfKey || isForeign ? "left" : "refused", error };
}

function isBroken(error: TellusError): boolean {
  return error instanceof RefusedError && error.status === 500;
}

type Sent = Exclude<Delivery, { kind: "refused" }> | { readonly kind: "refused"; readonly error: RefusedError };
