import { Checkpoints } from "./checkpoints.ts";
import type { Entry } from "./entry.ts";
import { RefusedError } from "./errors.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Outcome } from "./http.ts";
import type { Body, Result } from "./operation-types.ts";
import type { Delivery } from "./outbox.ts";
import type { Session } from "./session.ts";

export type HandedOutTrial = Result<"trial.ask">["trials"][number];
/** `lost`: somebody else has the trial, or it is over. Go on with the next one. */
export type Verdict = Result<"trial.measure">["verdict"] | "lost";
export type TrialState = Result<"trial.tell">["state"];
/** NaN and the infinities are sent as the texts the API takes. */
export type Values = Readonly<Record<string, number>>;
/** A value with how sure it is. */
export type ToldValues = Readonly<
  Record<string, number | { readonly value: number; readonly std_error?: number; readonly n?: number }>
>;
export type TellOptions = Omit<Body<"trial.tell">, "attempt" | "state" | "values">;
/** Where a checkpoint is: kept by you under `uri`, or to be kept by Tellus as `bytes`. */
export type CheckpointPlace = { readonly uri: string; readonly sha256?: string } | { readonly bytes: Uint8Array };

/**
 * What became of a result. `kept`: Tellus could not be asked in time; it is on disk, and sent as soon as that is possible,
 * by the next process if need be. `lost`: the trial is no longer ours; the result is in the file that was named.
 */
export type TellOutcome =
  | { readonly kind: "told"; readonly state: TrialState }
  | { readonly kind: "kept" }
  | { readonly kind: "lost"; readonly error: RefusedError };

/** Codes which say that the trial is no longer ours. */
const GONE = new Set<string>(["lease_lost", "already_told", "state_conflict", "not_found"]);
const REASON_MAX = 4000;

/** What the service takes of a text: no NUL, no half of a pair, which a cut may leave too. */
function storable(text: string): string {
  return text.slice(0, REASON_MAX).replaceAll(/[\p{Surrogate}\0]/gu, "\uFFFD");
}

/**
 * A trial in hand. Its lease is kept in the background. Nothing here raises, blocks or ends training because of the
 * service: `report` and `tell` wait a bounded time, and what is not answered by then is on disk and sent later.
 */
export class Trial<Assignments = HandedOutTrial["assignments"]> {
  readonly id: string;
  readonly number: number;
  readonly attempt: number;
  readonly assignments: Assignments;
  /** Everything that was handed out: `fidelity`, `repeat` with its seed, `metadata`, `origin`, … */
  readonly handedOut: HandedOutTrial;
  /** Aborts when the verdict becomes `stop` or the process is asked to leave: hand it to what trains. */
  readonly signal: AbortSignal;
  readonly #session: Session;
  readonly #heartbeat: Heartbeat;
  readonly #checkpoints: Checkpoints;
  readonly #ending = new AbortController();
  readonly #complaints = new Set<string>();
  #verdict: Verdict = "continue";
  #target: number | null;
  #isOver = false;
  #lostBy: RefusedError | undefined;
  /** Whether whoever trains has heard of the loss: what is told then was broken off. */
  #isLossHeard = false;

  constructor(session: Session, handedOut: HandedOutTrial) {
    this.id = handedOut.id;
    this.number = handedOut.number;
    this.attempt = handedOut.attempt;
    // What the caller says the search space gives; the API checked that the assignments fit it.
    this.assignments = handedOut.assignments as Assignments;
    this.handedOut = handedOut;
    this.#session = session;
    this.#target = handedOut.fidelity?.target ?? null;
    this.#checkpoints = new Checkpoints(session, handedOut);
    this.#heartbeat = new Heartbeat({
      http: session.http,
      trialId: this.id,
      attempt: this.attempt,
      everyMs: handedOut.lease.heartbeat_every_s * 1000,
      onOutcome: (outcome) => this.#hearBeat(outcome),
    });
    this.signal = AbortSignal.any([this.#ending.signal, session.leaving]);
    session.hold(this);
  }

  /** What Tellus last said. `pause`: tell what there is, the trial may go on later. `stop`: it need not go on, tell it too. */
  get verdict(): Verdict {
    if (this.#lostBy === undefined) return this.#verdict;
    this.#isLossHeard = true;
    return "lost";
  }

  /** How far to train, where a scheduler says so; it may rise while the trial runs. */
  get target(): number | null {
    return this.#target;
  }

  /** Whether it was told or released. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether its lease is lost. A result that is complete may be told all the same: it is taken while nobody else has the trial. */
  get isLost(): boolean {
    return this.#lostBy !== undefined;
  }

  /** The step after which an earlier attempt wrote a checkpoint: `restore` it and go on with the next. 0: begin anew. */
  get resumedStep(): number {
    return this.handedOut.checkpoint?.step ?? 0;
  }

  /** Stores metrics at a step, from 1, and says whether to go on. While Tellus is away that is what it said last. */
  async report(step: number, values: Values): Promise<Verdict> {
    checkStep(step);
    checkValues(values);
    if (this.#isOver || this.#lostBy) return this.verdict;
    const body = { attempt: this.attempt, steps: [{ step, values: values as WireValues }] };
    const { spooled, delivered } = this.#session.outbox.put({ ...this.#entry(), kind: "measurements", body });
    const heard = delivered.then((delivery) => this.#hearReport(delivery, `the report of step ${step}`));
    await this.#session.bounded({ spooled, heard }, undefined, { untilAway: true });
    return this.verdict;
  }

  /** Tells the final result. A refusal of what was told, such as a missing metric, is thrown: a name is wrong in the program. */
  async tell(values: ToldValues, options: TellOptions = {}): Promise<TellOutcome> {
    checkValues(values);
    return this.#tell({ ...options, attempt: this.attempt, state: "completed", values: values as ToldWireValues });
  }

  /** The training failed, and may succeed another time. */
  fail(reason: unknown): Promise<TellOutcome> {
    return this.#tell({ attempt: this.attempt, state: "failed", reason: storable(String(reason)) });
  }

  /** These assignments cannot be evaluated at all. */
  infeasible(reason: string): Promise<TellOutcome> {
    return this.#tell({ attempt: this.attempt, state: "infeasible", reason: storable(reason) });
  }

  /** Gives the trial back, to go on later from its last checkpoint. */
  async release(): Promise<void> {
    if (this.#isOver) return;
    this.#end();
    if (this.#lostBy) return;
    const body = { attempt: this.attempt };
    const { spooled, delivered } = this.#session.outbox.put({ ...this.#entry(), kind: "release", body });
    await this.#session.bounded({ spooled, heard: delivered }, undefined);
  }

  /** `release`, for a process that is asked to leave. */
  leave(): Promise<void> {
    return this.release();
  }

  /**
   * Names a checkpoint: whoever is handed the trial next goes on from it. Of `bytes` Tellus keeps the newest; they are
   * uploaded here. False, with a line in the log, if that did not work out: training goes on without it.
   */
  async checkpoint(step: number, place: CheckpointPlace): Promise<boolean> {
    checkStep(step);
    if (this.#isOver || this.#lostBy) return false;
    const artifact = "bytes" in place ? await this.#upload(step, place.bytes) : undefined;
    if ("bytes" in place && artifact === undefined) return false;
    const at = "bytes" in place ? { artifact } : place;
    const body = { attempt: this.attempt, step, ...at };
    const { spooled, delivered } = this.#session.outbox.put({ ...this.#entry(), kind: "checkpoints", body });
    const heard = delivered.then(async (delivery) => {
      this.#hearReport(delivery, `the checkpoint of step ${step}`);
      if (delivery.kind === "stored") await this.#checkpoints.named(artifact);
      return delivery.kind !== "refused";
    });
    return this.#session.bounded({ spooled, heard }, true, { untilAway: true });
  }

  /** The bytes of the checkpoint to go on from, whole or not at all; null where there is none. */
  restore(): Promise<Uint8Array | null> {
    return this.#checkpoints.restore();
  }

  async #upload(step: number, bytes: Uint8Array): Promise<string | undefined> {
    try {
      return await this.#checkpoints.upload(step, bytes);
    } catch (error) {
      if (error instanceof RefusedError && GONE.has(error.code)) this.#lose(error);
      else this.#complain(`The checkpoint of step ${step} was not kept: ${String(error)}`, "checkpoint");
      return undefined;
    }
  }

  async #tell(body: Body<"trial.tell">): Promise<TellOutcome> {
    if (this.#isOver) throw new Error(`Trial ${this.number} was told or released already.`);
    this.#end();
    // A late result is taken while nobody else has the trial; one that was broken off for that reason is none.
    const isBrokenOff = this.#isLossHeard || body.state !== "completed";
    if (this.#lostBy && isBrokenOff) return { kind: "lost", error: this.#lostBy };
    const { spooled, delivered } = this.#session.outbox.put({ ...this.#entry(), kind: "tell", body });
    const heard = delivered.then((delivery) => this.#hearTold(delivery));
    const outcome = await this.#session.bounded({ spooled, heard }, { kind: "kept" } as const);
    if (outcome.kind !== "wrong") return outcome;
    this.#takeUpAgain();
    throw outcome.error;
  }

  #hearTold(delivery: Delivery): TellOutcome | { readonly kind: "wrong"; readonly error: RefusedError } {
    if (delivery.kind === "left") {
      this.#complain(
        `The result of trial ${this.number} is kept for a later process: ${delivery.error.message}`,
        "left",
      );
      return { kind: "kept" };
    }
    if (delivery.kind === "stored") return { kind: "told", state: (delivery.answer as Result<"trial.tell">).state };
    const { error, keptIn } = delivery;
    this.#complain(`The result of trial ${this.number} was refused: ${error.message} It is kept in ${keptIn}.`, "told");
    return { kind: GONE.has(error.code) ? "lost" : "wrong", error };
  }

  #hearReport(delivery: Delivery, what: string): void {
    if (delivery.kind === "stored") this.#hear(delivery.answer as Result<"trial.measure">);
    else if (delivery.kind === "left")
      this.#complain(`Reports are kept for a later process: ${delivery.error.message}`, "left");
    else if (GONE.has(delivery.error.code)) this.#lose(delivery.error);
    else
      this.#complain(`Tellus refused ${what} of trial ${this.number}: ${delivery.error.message}`, delivery.error.code);
  }

  #hearBeat(outcome: Outcome): void {
    if (outcome.kind === "answered") this.#hear(outcome.body as Result<"trial.heartbeat">);
    else if (outcome.kind === "refused" && GONE.has(outcome.error.code)) this.#lose(outcome.error);
    else if (outcome.kind === "refused") this.#complain(`No heartbeat: ${outcome.error.message}`, outcome.error.code);
  }

  #hear({ verdict, target, lease }: Result<"trial.heartbeat">): void {
    this.#verdict = verdict;
    this.#target = target;
    this.#heartbeat.postpone(lease.heartbeat_every_s * 1000);
    if (verdict === "stop") this.#ending.abort(new Error("Tellus says that the trial need not go on."));
  }

  #lose(error: RefusedError): void {
    if (this.#isOver || this.#lostBy) return;
    this.#lostBy = error;
    this.#heartbeat.stop();
    this.#session.drop(this);
    this.#session.log(`Trial ${this.number} is no longer ours. ${error.message}`);
  }

  #end(): void {
    this.#isOver = true;
    this.#heartbeat.stop();
    this.#session.drop(this);
  }

  /** What was told was refused: the trial is still in hand. */
  #takeUpAgain(): void {
    this.#isOver = false;
    this.#heartbeat.start();
    this.#session.hold(this);
  }

  /** What is wrong each time is said once. */
  #complain(message: string, about: string): void {
    if (this.#complaints.has(about)) return;
    this.#complaints.add(about);
    this.#session.log(message);
  }

  #entry(): Pick<Entry, "key" | "at" | "trial"> {
    const { id, number } = this;
    return { key: crypto.randomUUID(), at: new Date().toISOString(), trial: { id, number } };
  }
}

/** On the wire a number that is not finite is a text, which `toWire` writes. */
type WireValues = Body<"trial.measure">["steps"][number]["values"];
type ToldWireValues = Body<"trial.tell">["values"];

function checkValues(values: ToldValues): void {
  for (const [metric, told] of Object.entries(values)) {
    const value: unknown = typeof told === "object" && told !== null ? told.value : told;
    if (typeof value !== "number") throw new TypeError(`The value of ${metric} must be a number, not ${value}.`);
  }
}

function checkStep(step: number): void {
  if (!Number.isSafeInteger(step) || step < 1)
    throw new TypeError(`A step must be a whole number from 1, not ${step}: it counts what is completed.`);
}
