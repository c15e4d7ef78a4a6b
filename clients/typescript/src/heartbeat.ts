import type { Http, Outcome } from "./http.ts";
import { host } from "./node-host.ts";

/** After a beat that was not answered the next one comes sooner: a lease of 90 s has room for several. */
const AGAIN_MS = 5_000;

/**
 * Beats in the background until it is stopped. It needs the event loop: a training step that blocks it for longer than
 * the lease has to ask for a longer lease.
 */
export class Heartbeat {
  readonly #http: Http;
  readonly #request: { readonly path: string; readonly body: unknown };
  readonly #onOutcome: (outcome: Outcome) => void;
  #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(parts: {
    readonly http: Http;
    readonly trialId: string;
    readonly attempt: number;
    readonly everyMs: number;
    readonly onOutcome: (outcome: Outcome) => void;
  }) {
    this.#http = parts.http;
    this.#request = { path: `/trials/${parts.trialId}/heartbeat`, body: { attempt: parts.attempt } };
    this.#everyMs = parts.everyMs;
    this.#onOutcome = parts.onOutcome;
    this.start();
  }

  start(): void {
    this.#isStopped = false;
    this.#wait(this.#everyMs);
  }

  /** The trial was heard of otherwise. */
  postpone(everyMs: number): void {
    this.#everyMs = everyMs;
    if (!this.#isStopped) this.#wait(everyMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#beat(), ms * (0.9 + Math.random() / 10));
    host.inBackground(this.#timer);
  }

  async #beat(): Promise<void> {
    const timeoutMs = Math.min(this.#everyMs, 15_000);
    const outcome = await this.#http.attempt({ method: "POST", ...this.#request, timeoutMs });
    if (this.#isStopped) return;
    this.#wait(outcome.kind === "away" ? Math.min(AGAIN_MS, this.#everyMs) : this.#everyMs);
    this.#onOutcome(outcome);
  }
}
