/**
 * Plays a study of trials with learning curves on simulated workers: each trains its trial unit by unit, some trials faster
 * than others, reports after each, and asks for the next as soon as it is free. Nothing waits for anything else.
 */
import { suggest } from "@/lib/engine/engine";
import type { CurvePoint, HistoryEntry, PendingTrial } from "@/lib/engine/history";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import type { Problem } from "@/lib/engine/problem";
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import { type Answer, followEvent, type Schedule, type SchedulerEvent } from "@/lib/engine/scheduler/follow-log";
import { resourceLevels } from "@/lib/engine/scheduler/resource-levels";
import { EMPTY_TABLE, memberOf, type RungTable } from "@/lib/engine/scheduler/rung-table";
import { type SchedulerSpec, startSchedule } from "@/lib/engine/scheduler/start-schedule";
import type { Assignments } from "@/lib/engine/space/space";
import { RESOURCE } from "./curve-problem";
import type { CurveTable } from "./curve-table";
import { type CurveTrace, Incumbent } from "./incumbent";

export interface CurvePlay {
  readonly table: CurveTable;
  readonly sampler: string;
  /** Null: every trial is trained to its end. */
  readonly scheduler: SchedulerSpec | null;
  readonly seed: number;
  readonly workers: number;
  /** Units that the study may train in all. */
  readonly units: number;
  readonly kernels: Kernels;
}

/** Trials differ in speed by a factor of about 2.7 to either side, nineteen times in twenty. */
const SPEED_SD = 0.5;
const RUNGS = resourceLevels(1, RESOURCE, 3);
const EFFORT = { candidates: 512, searches: 4 };

export function playCurves(play: CurvePlay): CurveTrace {
  const study = new CurveStudy(play);
  study.run();
  return { seed: play.seed, incumbents: study.incumbent.changes, trials: study.trials.size };
}

interface Trial {
  readonly number: number;
  readonly assignments: Assignments;
  readonly secondsPerUnit: number;
  readonly curve: CurvePoint[];
  paused: boolean;
  ended: HistoryEntry["outcome"] | null;
}

interface Job {
  readonly trial: Trial;
  readonly step: number;
  readonly due: number;
}

class CurveStudy {
  readonly trials = new Map<number, Trial>();
  readonly incumbent: Incumbent;
  readonly #problem: Problem;
  readonly #schedule: Schedule | null;
  #rungs: RungTable = EMPTY_TABLE;
  #jobs: Job[] = [];
  #clock = 0;
  #units = 0;
  #exhausted = false;

  constructor(private readonly play: CurvePlay) {
    const { table, scheduler, seed } = play;
    const objectives = [{ metric: "loss", direction: "minimize" }] as const;
    this.incumbent = new Incumbent(table);
    this.#problem = { space: table.space, objectives, seed: `curves-${seed}` };
    this.#schedule = scheduler && scheduleOf(scheduler, this.#problem);
  }

  run(): void {
    this.#employ();
    for (let job = this.#takeJob(); job; job = this.#takeJob()) {
      this.#clock = job.due;
      this.#report(job);
      this.#employ();
    }
  }

  /** The job that ends first, of equal ones that which began first. */
  #takeJob(): Job | null {
    if (this.#jobs.length === 0) return null;
    const first = this.#jobs.reduce((best, job) => (job.due < best.due ? job : best));
    this.#jobs = this.#jobs.filter((job) => job !== first);
    return first;
  }

  #employ(): void {
    while (this.#jobs.length < this.play.workers && this.#units < this.play.units) {
      const answer = this.#tell({ kind: "free", workers: 1 });
      const promotion = answer?.kind === "promoted" ? answer.promotions[0] : undefined;
      const resumed = promotion && this.trials.get(promotion.trial);
      if (!(resumed ? this.#train(resumed, promotion.from) : this.#start())) return;
    }
  }

  #start(): boolean {
    if (this.#exhausted) return false;
    const trials = [...this.trials.values()];
    const number = trials.length;
    const { suggestions, exhausted } = suggest(
      {
        problem: this.#problem,
        sampler: { name: this.play.sampler, options: {} },
        history: trials.flatMap((trial) => toHistory(trial) ?? []),
        pending: trials.filter(({ ended }) => ended === null).map(toPending),
        numbers: [number],
        effort: EFFORT,
        ...(this.#schedule && { rungs: RUNGS }),
      },
      this.play.kernels,
    );
    this.#exhausted = exhausted;
    const [suggestion] = suggestions;
    if (!suggestion) return false;
    const rng = makeRng({ seed: `tellus-curves/${this.play.seed}`, purpose: "speed", number });
    const trial: Trial = {
      number,
      assignments: suggestion.assignments,
      secondsPerUnit: Math.exp(SPEED_SD * standardNormal(rng)),
      curve: [],
      paused: false,
      ended: null,
    };
    this.trials.set(number, trial);
    this.#tell({ kind: "start", trial: number });
    return this.#train(trial, 0);
  }

  #train(trial: Trial, from: number): boolean {
    trial.paused = false;
    this.#jobs.push({ trial, step: from + 1, due: this.#clock + trial.secondsPerUnit });
    this.#units += 1;
    return true;
  }

  #report({ trial, step }: Job): void {
    const loss = this.play.table.curveOf(trial.assignments)[step - 1];
    const { number } = trial;
    if (loss === null) {
      this.#end(trial, "failed");
      return;
    }
    trial.curve.push({ resource: step, values: { loss } });
    this.incumbent.see({ resource: step, loss }, trial.assignments, { units: this.#units, seconds: this.#clock });
    this.#tell({ kind: "checkpoint", trial: number, step });
    const answer = this.#tell({ kind: "measure", trial: number, step, losses: [loss] });
    const verdict = answer?.kind === "decided" ? answer.verdict : "continue";
    if (verdict === "pause") trial.paused = true;
    else if (verdict === "stop") this.#end(trial, "pruned");
    else if (step === RESOURCE) this.#end(trial, "completed");
    else if (this.#units < this.play.units) this.#train(trial, step);
  }

  #end(trial: Trial, outcome: HistoryEntry["outcome"]): void {
    trial.ended = outcome;
    this.#tell({ kind: "end", trial: trial.number, outcome });
  }

  #tell(event: SchedulerEvent): Answer | null {
    if (!this.#schedule) return null;
    if (event.kind !== "free" && event.kind !== "start" && !memberOf(this.#rungs, event.trial)) return null;
    const { table, answer } = followEvent(this.#schedule, this.#rungs, event);
    this.#rungs = table;
    return answer;
  }
}

function scheduleOf(scheduler: SchedulerSpec, { objectives, space, seed }: Problem): Schedule {
  const resource = { min: 1, max: RESOURCE };
  const started = startSchedule(scheduler, {
    objectives,
    resource,
    checkpoint: "preferred",
    folds: false,
    trials: null,
    seed,
    space,
  });
  if (started.kind === "refused") throw new Error(started.why);
  return started.schedule;
}

function toHistory({ number, assignments, curve, ended }: Trial): HistoryEntry | null {
  if (ended === null) return null;
  const values = ended === "completed" ? curve.at(-1)?.values : undefined;
  return { number, assignments, outcome: ended, curve: [...curve], ...(values && { values }) };
}

function toPending({ number, assignments, curve, paused }: Trial): PendingTrial {
  return { number, assignments, curve: [...curve], paused };
}
