import { within } from "./backoff.ts";
import type { Entry } from "./entry.ts";
import { Http } from "./http.ts";
import { host } from "./node-host.ts";
import type { Result } from "./operation-types.ts";
import { type Delivery, Outbox } from "./outbox.ts";
import type { Settings } from "./settings.ts";

/** The longest that a process that was asked to leave waits for its trials to be given back. */
const LEAVE_WAIT_MS = 5_000;

/** What is given back when the process is asked to leave. */
interface Held {
  leave(): Promise<void>;
}

/** What the studies and trials of one `Tellus` share. */
export class Session {
  readonly settings: Settings;
  readonly http: Http;
  readonly #leaving = new AbortController();
  readonly #held = new Set<Held>();
  readonly #asks = new Set<Promise<unknown>>();
  #opened: Promise<Outbox> | undefined;
  #outbox: Outbox | undefined;
  #close: (() => Promise<void>) | undefined;
  #takeBack: (() => void) | undefined;

  constructor(settings: Settings) {
    this.settings = settings;
    this.http = new Http({
      ...settings,
      onAway: ({ message }) =>
        this.log(`${message} Training goes on; what it reports is kept and sent when Tellus is back.`),
      onBack: () => this.log("Tellus is back."),
    });
  }

  log(message: string): void {
    this.settings.log(message);
  }

  /** Aborts when the process was asked to leave. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  /** The spool needs to know whose results it keeps; where a first try fails, the next one tries again. */
  open(): Promise<Outbox> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Only of an opened session: whoever holds a trial has one. */
  get outbox(): Outbox {
    if (this.#outbox === undefined) throw new Error("The session was not opened.");
    return this.#outbox;
  }

  /**
   * Waits for an answer for as long as training may be held up: while Tellus is away, only until it is on disk.
   * `untilAway`: and no longer than until a first try was not answered.
   */
  async bounded<Heard, Late>(
    { spooled, heard }: { readonly spooled: Promise<void>; readonly heard: Promise<Heard> },
    late: Late,
    { untilAway = false }: { readonly untilAway?: boolean } = {},
  ): Promise<Heard | Late> {
    const { answerWaitMs } = this.settings;
    if (this.http.isAway) {
      await within(answerWaitMs, spooled, undefined);
      return late;
    }
    let takeBack = (): void => undefined;
    const away = new Promise<undefined>((resolve) => {
      if (untilAway) takeBack = this.http.whenAway(() => resolve(undefined));
    });
    const answered = heard.then((value) => ({ value }));
    const answer = await within(answerWaitMs, Promise.race([answered, away]), undefined);
    takeBack();
    if (answer !== undefined) return answer.value;
    this.http.suspect();
    return late;
  }

  hold(trial: Held): void {
    this.#held.add(trial);
    this.#watch();
  }

  drop(trial: Held): void {
    this.#held.delete(trial);
    this.#watch();
  }

  /** An ask on its way: a process that leaves waits for it, and gives back what it brings. */
  async asking<Value>(ask: Promise<Value>): Promise<Value> {
    this.#asks.add(ask);
    this.#watch();
    try {
      return await ask;
    } finally {
      this.#asks.delete(ask);
      this.#watch();
    }
  }

  /** Gives back what is held, waits for what is still to be sent, and leaves the rest to the next process. */
  async close(): Promise<void> {
    await this.#close?.();
  }

  /** Signals are listened to only while there is something to give back. */
  #watch(): void {
    if (this.leaving.aborted) return;
    if (this.#held.size + this.#asks.size > 0) this.#takeBack ??= host.onLeave(() => this.#leave());
    else {
      this.#takeBack?.();
      this.#takeBack = undefined;
    }
  }

  async #open(): Promise<Outbox> {
    const { log, spool: folder, patienceMs } = this.settings;
    const me = (await this.http.insist({ method: "GET", path: "/me" }, { ms: patienceMs })) as Result<"me.read">;
    const spool = host.openSpool(me.workspace.id, folder, log);
    const outbox = new Outbox(this.http, spool);
    const inherited = await spool.takeOver();
    if (inherited.length > 0)
      log(`An earlier process left ${inherited.length} results and reports unsent: sending them now.`);
    outbox.inherit(inherited, (entry, delivery) => this.#tellOfInherited(entry, delivery));
    const takeBackEnd = host.onEnd(() => void this.close());
    this.#close = async () => {
      this.#close = undefined;
      this.#opened = undefined;
      takeBackEnd();
      await Promise.all([...this.#held].map((held) => held.leave()));
      await within(this.settings.exitWaitMs, outbox.idle(), undefined);
      if (outbox.unanswered > 0)
        log(`${outbox.unanswered} results and reports could not be sent. They are kept for the next process.`);
      await outbox.close();
      await spool.close();
    };
    this.#outbox = outbox;
    return outbox;
  }

  #tellOfInherited({ trial, kind }: Entry, delivery: Delivery): void {
    if (delivery.kind === "refused" && kind === "tell")
      this.log(
        `The result of trial ${trial.number}, left by an earlier process, was refused: ${delivery.error.message} It is kept in ${delivery.keptIn}.`,
      );
  }

  async #leave(): Promise<void> {
    this.#leaving.abort();
    const given = async (): Promise<void> => {
      await Promise.allSettled([...this.#asks]);
      await Promise.all([...this.#held].map((held) => held.leave()));
      await this.outbox.idle();
    };
    await within(LEAVE_WAIT_MS, given(), undefined);
  }
}
