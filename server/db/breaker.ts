/** The database is away: nobody tries it until a probe has reached it again. */
export class DatabaseAwayError extends Error {
  override readonly name = "DatabaseAwayError";
  readonly code = "TELLUS_DATABASE_AWAY";
}

export interface BreakerOptions {
  /** Rejects, within a time of its own, while the database does not answer. */
  readonly probe: () => Promise<unknown>;
  /** Called as the database is given up, and as it is there again. */
  readonly onChange: (isOpen: boolean) => void;
  readonly everyMs?: { readonly closed: number; readonly open: number };
}

/** Connections that fail one after the other, none succeeding in between, before nobody tries any more. */
const FAILURES_MAX = 5;
/** Probes that a database does not answer although it refuses nothing: a network that swallows, a machine that hangs. */
const SILENT_PROBES_MAX = 2;
const EVERY_MS = { closed: 500, open: 500 } as const;
/** A probe that nobody answered is followed by the next without delay: whoever waits meanwhile waits in vain. */
const AGAIN_MS = 50;

/**
 * Says at once what everybody would find out slowly: while the database is away, requests are refused without trying it
 * (R21), and one probe after the other looks whether it is back. A single broken connection is none of its business.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #everyMs: { readonly closed: number; readonly open: number };
  #isOpen = false;
  #failures = 0;
  #silentProbes = 0;
  #answers = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#everyMs = options.everyMs ?? EVERY_MS;
    this.#probeLater();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** A connection could not be made. */
  noteFailure(): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES_MAX) this.#change(true);
  }

  /** The database answered somebody: whatever a probe says, it is not away. */
  noteAnswer(): void {
    this.#failures = 0;
    this.#answers += 1;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #change(isOpen: boolean): void {
    if (this.#isOpen === isOpen) return;
    this.#isOpen = isOpen;
    this.#failures = 0;
    this.#silentProbes = 0;
    clearTimeout(this.#timer);
    this.#probeLater();
    this.#options.onChange(isOpen);
  }

  #probeLater(): void {
    if (this.#isStopped) return;
    const everyMs = this.#isOpen ? this.#everyMs.open : this.#everyMs.closed;
    const delayMs = this.#silentProbes > 0 ? Math.min(AGAIN_MS, everyMs) : everyMs;
    this.#timer = setTimeout(() => void this.#probe(), delayMs).unref();
  }

  async #probe(): Promise<void> {
    const timer = this.#timer;
    const answersBefore = this.#answers;
    const answered = await this.#options.probe().then(
      () => true,
      () => false,
    );
    if (this.#isStopped || this.#timer !== timer) return; // somebody changed it meanwhile, and probes anew
    if (answered) {
      this.#silentProbes = 0;
      this.#failures = 0;
      if (this.#isOpen) return this.#change(false);
    } else if (this.#answers === answersBefore) {
      this.#silentProbes += 1;
      if (this.#silentProbes >= SILENT_PROBES_MAX) this.#change(true);
    }
    if (this.#timer === timer) this.#probeLater();
  }
}
