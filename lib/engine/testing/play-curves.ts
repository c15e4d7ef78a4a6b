/** A whole study of trials with learning curves in one process: one worker, a scheduler, a sampler that is told of rungs or not. */
import { suggest } from "../engine";
import type { CurvePoint, HistoryEntry, Outcome, PendingTrial } from "../history";
import type { Problem } from "../problem";
import type { SamplerId } from "../sampler/catalog";
import { type Answer, followEvent, type Schedule, type SchedulerEvent } from "../scheduler/follow-log";
import { EMPTY_TABLE, memberOf } from "../scheduler/rung-table";
import { type SchedulerSpec, startSchedule } from "../scheduler/start-schedule";
import type { Assignments, Space } from "../space/space";

interface CurvePlay {
  readonly sampler: SamplerId;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly scheduler: SchedulerSpec;
  readonly space: Space;
  readonly seed: string;
  /** Resources of the rungs; the last one is where trials end. */
  readonly rungs: readonly number[];
  /** Whether the sampler is told of the rungs and so learns from curves. */
  readonly told: boolean;
  /** Resource units that all trials together may train. */
  readonly units: number;
  /** The loss after so many units. */
  loss(assignments: Assignments, resource: number): number;
}

interface PlayedTrial {
  readonly number: number;
  readonly assignments: Assignments;
  readonly curve: readonly CurvePoint[];
  readonly outcome: Outcome | null;
}

/** All trials that were started, with a report at each rung they came to; workers that resume train the increment only. */
export function playCurves(play: CurvePlay): readonly PlayedTrial[] {
  const study = new CurveStudy(play);
  while (study.units < play.units) {
    const number = study.promoted() ?? study.start();
    if (number === null) break;
    while (study.train(number));
  }
  return study.trials;
}

class CurveStudy {
  readonly trials: PlayedTrial[] = [];
  units = 0;
  #table = EMPTY_TABLE;
  readonly #schedule: Schedule;
  readonly #problem: Problem;
  readonly #max: number;

  constructor(private readonly play: CurvePlay) {
    const { space, seed, rungs } = play;
    this.#max = rungs[rungs.length - 1];
    this.#problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed };
    const resource = { min: rungs[0], max: this.#max };
    const study = { ...this.#problem, resource, checkpoint: "preferred", folds: false, trials: null } as const;
    const started = startSchedule(play.scheduler, study);
    if (started.kind === "refused") throw new RangeError(started.why);
    this.#schedule = started.schedule;
  }

  promoted(): number | null {
    const answer = this.#tell({ kind: "free", workers: 1 });
    return answer.kind === "promoted" ? (answer.promotions[0]?.trial ?? null) : null;
  }

  /** Null when the sampler has nothing more to propose. */
  start(): number | null {
    const { sampler: name, options = {}, rungs, told } = this.play;
    const number = this.trials.length;
    const message = { problem: this.#problem, sampler: { name, options }, numbers: [number], ...(told && { rungs }) };
    const [suggestion] = suggest({ ...message, ...toldOf(this.trials) }).suggestions;
    if (!suggestion) return null;
    this.trials.push({ number, assignments: suggestion.assignments, curve: [], outcome: null });
    this.#tell({ kind: "start", trial: number });
    return number;
  }

  /** To the next rung, and whether the trial goes on from there. */
  train(number: number): boolean {
    const { assignments, curve } = this.trials[number];
    const from = curve.at(-1)?.resource ?? 0;
    const resource = this.play.rungs.find((rung) => rung > from) ?? this.#max;
    const loss = this.play.loss(assignments, resource);
    this.units += resource - from;
    const answer = this.#tell({ kind: "measure", trial: number, step: resource, losses: [loss] });
    this.#tell({ kind: "checkpoint", trial: number, step: resource });
    const stopped = answer.kind === "decided" && answer.verdict === "stop";
    const outcome = stopped ? "pruned" : resource === this.#max ? "completed" : null;
    this.trials[number] = { number, assignments, curve: [...curve, { resource, values: { loss } }], outcome };
    if (outcome) this.#tell({ kind: "end", trial: number, outcome });
    return outcome === null && resource < (memberOf(this.#table, number)?.target ?? this.#max);
  }

  #tell(event: SchedulerEvent): Answer {
    const { table, answer } = followEvent(this.#schedule, this.#table, event);
    this.#table = table;
    return answer;
  }
}

/** What a sampler hears: trials that ended, the others as pending, those that are not training as paused. */
function toldOf(trials: readonly PlayedTrial[]): { history: HistoryEntry[]; pending: PendingTrial[] } {
  const history = trials.flatMap(({ outcome, ...trial }): HistoryEntry[] => {
    if (outcome === null) return [];
    const values = outcome === "completed" ? trial.curve.at(-1)?.values : undefined;
    return [{ ...trial, outcome, ...(values && { values }) }];
  });
  const pending = trials.flatMap(({ outcome, ...trial }) => (outcome === null ? [{ ...trial, paused: true }] : []));
  return { history, pending };
}

/** The smallest loss of a trial that was trained to its end. */
export function bestAtTheEnd(trials: readonly PlayedTrial[]): number {
  const ended = trials.filter(({ outcome }) => outcome === "completed");
  return Math.min(...ended.map(({ curve }) => curve.at(-1)?.values.loss ?? Number.POSITIVE_INFINITY));
}
