import { pause, within } from "./backoff.ts";
import { RefusedError, UnreachableError } from "./errors.ts";
import { host } from "./node-host.ts";
import type { Body, Result } from "./operation-types.ts";
import type { Session } from "./session.ts";
import { type HandedOutTrial, type ToldValues, Trial } from "./trial.ts";

export type StudyRecord = Result<"study.read">;
type AnyBest = Result<"study.best">;
/** The incumbent, null until there is one, and what is known of it. */
export type BestRecord<Assignments = HandedOutTrial["assignments"]> = Omit<AnyBest, "trial"> & {
  readonly trial: (Omit<NonNullable<AnyBest["trial"]>, "assignments"> & { readonly assignments: Assignments }) | null;
};

export interface AskOptions extends Omit<Body<"trial.ask">, "count" | "sticky"> {
  /** Ends the waiting, and the loop: the trial in hand is given back. */
  readonly signal?: AbortSignal;
}

export interface RunOptions extends AskOptions {
  /** At most so many trials in this loop; until the study is finished unless given. */
  readonly trials?: number;
}

/** A lease for a process that is heard of every half minute: dead, its trial is handed on within 95 s. */
const LEASE_SECONDS = 90;
const WAIT_SECONDS = 10;
/** So many exceptions one after the other are a mistake in the program, which would use the study's budget up. */
const FAILURES_IN_A_ROW_MAX = 10;

/** A study to take trials from. */
export class Study<Assignments = HandedOutTrial["assignments"]> {
  readonly id: string;
  readonly #session: Session;
  #finishedBecause: string | undefined;
  #loops = 0;

  constructor(session: Session, id: string) {
    this.#session = session;
    this.id = id;
  }

  /** Why the study hands nothing out any more (`budget`, `target`, …), once an ask has heard it. */
  get finishedBecause(): string | undefined {
    return this.#finishedBecause;
  }

  /** The study as it is now. */
  async read(): Promise<StudyRecord> {
    return (await this.#insist(`/studies/${this.id}`)) as StudyRecord;
  }

  /** The best trial so far. */
  async best(): Promise<BestRecord<Assignments>> {
    return (await this.#insist(`/studies/${this.id}/best`)) as BestRecord<Assignments>;
  }

  /** A trial to evaluate, waited for as long as it takes; null once there is none to come, or `signal` has aborted. */
  async ask({ signal, ...options }: AskOptions = {}): Promise<Trial<Assignments> | null> {
    const outbox = await this.#session.open();
    const until = AbortSignal.any(signal ? [signal, this.#session.leaving] : [this.#session.leaving]);
    // A worker that asks anew is handed what it still holds: what it has to tell must have arrived before.
    const { patienceMs } = this.#session.settings;
    const sent = await within(patienceMs, Promise.race([outbox.idle().then(() => true), aborted(until)]), false);
    if (until.aborted) return null;
    if (!sent)
      throw new UnreachableError(
        `What is still to be sent has waited for ${patienceMs / 1000} s. It is kept for the next process.`,
      );
    return this.#session.asking(this.#askUntil(until, { worker_id: this.#newWorkerId(), ...options }));
  }

  /**
   * `for await (const trial of study.trials(100))`: trials one after the other, at most `count`, until the study is
   * finished. Tell each before the next. A loop that is left gives its trial back.
   */
  async *trials(count = Number.POSITIVE_INFINITY, options: AskOptions = {}): AsyncGenerator<Trial<Assignments>, void> {
    const asking = { worker_id: this.#newWorkerId(), ...options };
    for (let taken = 0; taken < count; taken++) {
      const trial = await this.ask(asking);
      if (trial === null) return;
      let isAskedForNext = false;
      try {
        yield trial;
        isAskedForNext = true;
      } finally {
        const isOver = trial.isOver || trial.isLost || asking.signal?.aborted || this.#session.leaving.aborted;
        const isForgotten = isAskedForNext && !isOver;
        await trial.release();
        if (isForgotten) forgotten(trial.number);
      }
    }
  }

  /**
   * Evaluates trials with `objective`, whose result is told; without one it has told by itself. What it throws is told as
   * failed, with its message, and the next trial begins. Resolves with the number of trials.
   */
  async run(
    objective: (trial: Trial<Assignments>) => ToldValues | undefined | Promise<ToldValues | undefined>,
    { trials, ...options }: RunOptions = {},
  ): Promise<number> {
    let count = 0;
    let failures = 0;
    for await (const trial of this.trials(trials, options)) {
      count += 1;
      const result = await evaluate(objective, trial);
      const isLeaving = options.signal?.aborted || this.#session.leaving.aborted;
      if (result.kind === "values") {
        failures = 0;
        if (result.values !== undefined && !trial.isOver) await trial.tell(result.values);
      } else if (isLeaving || trial.isOver || trial.isLost) {
        await trial.release();
      } else {
        this.#session.log(`Trial ${trial.number} is told as failed: ${String(result.error)}`);
        await trial.fail(result.error);
        failures += 1;
        if (failures === FAILURES_IN_A_ROW_MAX) throw result.error;
      }
    }
    return count;
  }

  async #askUntil(until: AbortSignal, options: Body<"trial.ask">): Promise<Trial<Assignments> | null> {
    const body = { lease_seconds: LEASE_SECONDS, wait_seconds: WAIT_SECONDS, ...options, count: 1 };
    let said: string | null = null;
    let key: string | undefined;
    while (!until.aborted) {
      key ??= crypto.randomUUID();
      const answer = await this.#askOnce(body, key, until);
      if (answer === "finished") return null;
      if (answer === "gone") key = undefined;
      else {
        const [handedOut] = answer.trials;
        if (handedOut !== undefined) return this.#take(handedOut, until);
        if (answer.reason === "paused" && said !== "paused")
          this.#session.log("The study is paused: waiting until it goes on.");
        said = answer.reason;
        await pause((answer.retry_after_s ?? 1) * 1000 * (1 + Math.random() / 4), until);
      }
    }
    return null;
  }

  async #take(handedOut: HandedOutTrial, until: AbortSignal): Promise<Trial<Assignments> | null> {
    const trial = new Trial<Assignments>(this.#session, handedOut);
    if (!until.aborted) return trial;
    await trial.release();
    return null;
  }

  /** `gone`: the answer was lost on its way, and when it was asked for again its trial had gone to somebody else. */
  async #askOnce(
    body: Body<"trial.ask">,
    key: string,
    until: AbortSignal,
  ): Promise<Result<"trial.ask"> | "finished" | "gone"> {
    const { patienceMs, requestTimeoutMs } = this.#session.settings;
    const timeoutMs = requestTimeoutMs + (body.wait_seconds ?? 0) * 1000;
    const request = { method: "POST", path: `/studies/${this.id}/ask`, body, key, timeoutMs };
    try {
      return (await this.#session.http.insist(request, { ms: patienceMs, signal: until })) as Result<"trial.ask">;
    } catch (error) {
      if (until.aborted && !(error instanceof RefusedError)) return "finished";
      if (!(error instanceof RefusedError)) throw error;
      if (error.code === "lease_lost") return "gone";
      if (error.code !== "study_finished") throw error;
      const { reason } = error.problem as { readonly reason?: string };
      this.#finishedBecause = reason ?? "unknown";
      return "finished";
    }
  }

  #newWorkerId(): string {
    this.#loops += 1;
    return `${host.name()}-${crypto.randomUUID().slice(0, 8)}-${this.#loops}`;
  }

  #insist(path: string): Promise<unknown> {
    return this.#session.http.insist({ method: "GET", path }, { ms: this.#session.settings.patienceMs });
  }
}

type Evaluation =
  | { readonly kind: "values"; readonly values: ToldValues | undefined }
  | { readonly kind: "thrown"; readonly error: unknown };

async function evaluate<Assignments>(
  objective: (trial: Trial<Assignments>) => ToldValues | undefined | Promise<ToldValues | undefined>,
  trial: Trial<Assignments>,
): Promise<Evaluation> {
  try {
    return { kind: "values", values: await objective(trial) };
  } catch (error) {
    return { kind: "thrown", error };
  }
}

function forgotten(number: number): never {
  throw new Error(
    `Trial ${number} was neither told nor released when the loop went on. End its turn with trial.tell(…), trial.fail(…) or trial.release().`,
  );
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}
