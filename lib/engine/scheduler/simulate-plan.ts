/**
 * Plan preview: what a study will be like with a scheduler and so many workers, found by letting the scheduler itself run
 * it. Trials have random qualities and learning curves that fall towards them; nothing fails.
 *
 * What halving, Hyperband and ASHA do depends on ranks only, so their counts hold for any study whose early results tell.
 * What pruners stop depends on the curves: for them the plan is an example, not a promise.
 */
import { standardNormal } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import { followEvent, type Schedule, type SchedulerEvent } from "./follow-log";
import { EMPTY_TABLE, type Member, memberOf, type RungTable, standingVerdict } from "./rung-table";

export interface PlanWishes {
  /** Trials to start; children of a population count. */
  readonly trials: number;
  readonly workers: number;
  /** What a trial that is not stopped trains to, where the study names no largest resource. */
  readonly resource: number;
  readonly secondsPerUnit: number;
  readonly costPerUnit: number;
  /** Workers report once in so many units. */
  readonly unitsPerReport?: number;
  /** Whether workers write a checkpoint with every report, so that only increments are trained. */
  readonly checkpoints: boolean;
}

export interface Plan {
  readonly trials: number;
  readonly completed: number;
  readonly stopped: number;
  /** Paused when nothing was left to do. */
  readonly notPromoted: number;
  /** Resource units trained in all. */
  readonly units: number;
  readonly cost: number;
  readonly seconds: number;
  readonly rungs: readonly PlannedRung[];
}

export interface PlannedRung {
  readonly bracket: number;
  readonly rung: number;
  readonly resource: number;
  readonly results: number;
  readonly promotions: number;
}

/** A worker that trains a trial to a step, which it reaches at a time counted in units. */
interface Job {
  readonly trial: number;
  readonly step: number;
  readonly due: number;
}

export function simulatePlan(schedule: Schedule, wishes: PlanWishes): Plan {
  const play = new Play(schedule, wishes);
  play.run();
  return play.plan();
}

class Play {
  private table: RungTable = EMPTY_TABLE;
  private jobs: Job[] = [];
  private clock = 0;
  private units = 0;
  private started = 0;
  /** Trials whose child is to be started. */
  private readonly replaced: number[] = [];
  private readonly last: number;

  constructor(
    private readonly schedule: Schedule,
    private readonly wishes: PlanWishes,
  ) {
    this.last = schedule.setting.study.resource.max ?? wishes.resource;
  }

  run(): void {
    this.employ();
    for (let job = this.nextJob(); job; job = this.nextJob()) {
      this.clock = job.due;
      this.report(job);
      this.employ();
    }
  }

  plan(): Plan {
    const { members, rungs } = this.table;
    const count = (test: (member: Member) => boolean): number => members.filter(test).length;
    const verdict = (member: Member): string | undefined => standingVerdict(this.table, member)?.verdict;
    return {
      trials: members.length,
      completed: count(({ ended }) => ended === "completed"),
      stopped: count((member) => verdict(member) === "stop"),
      notPromoted: count((member) => verdict(member) === "pause" && member.ended === null),
      units: this.units,
      cost: this.units * this.wishes.costPerUnit,
      seconds: this.clock * this.wishes.secondsPerUnit,
      rungs: rungs.map(({ bracket, rung, resource, results, promotions }) => {
        return { bracket, rung, resource, results: results.length, promotions: promotions.length };
      }),
    };
  }

  /** The job that ends first, of equal ones that which began first. */
  private nextJob(): Job | null {
    if (this.jobs.length === 0) return null;
    const first = this.jobs.reduce((best, job) => (job.due < best.due ? job : best));
    this.jobs = this.jobs.filter((job) => job !== first);
    return first;
  }

  /** Gives free workers promotions first, then new trials, for as long as there is either. */
  private employ(): void {
    while (this.jobs.length < this.wishes.workers) {
      const answer = this.tell({ kind: "free", workers: 1 });
      const promotion = answer.kind === "promoted" ? answer.promotions[0] : undefined;
      const employed = promotion ? this.train(promotion.trial, promotion.from) : this.start();
      if (!employed) return;
    }
  }

  private start(): boolean {
    if (this.started >= this.wishes.trials) return false;
    const { space, seed } = this.schedule.setting.study;
    const trial = this.started;
    const parent = this.replaced.shift();
    const rng = makeRng({ seed, purpose: "plan/assignments", number: trial });
    const origin = parent === undefined ? { assignments: space ? sampleAssignments(space, rng) : {} } : { parent };
    const answer = this.tell({ kind: "start", trial, ...origin });
    if (answer.kind !== "placed" || !answer.placement) return false;
    this.started += 1;
    return this.train(trial, memberOf(this.table, trial)?.from ?? 0);
  }

  /** Lets a worker train from a step to the next one that it reports. */
  private train(trial: number, from: number): boolean {
    const step = this.nextReport(trial, from);
    this.jobs.push({ trial, step, due: this.clock + step - from });
    this.units += step - from;
    return true;
  }

  /** The first report after `from` that reaches a rung, or the last one. Found by halving, as reaching is monotone in steps. */
  private nextReport(trial: number, from: number): number {
    const { scheduler, setting } = this.schedule;
    const member = memberOf(this.table, trial);
    const end = this.endOf(trial);
    const every = this.wishes.unitsPerReport ?? 1;
    const reaches = (step: number): boolean =>
      member !== undefined && scheduler.rungAt(setting, this.table, member, step) !== null;
    // A trial that has come to its end is asked nothing more by some, so the end itself is no witness.
    if (end - 1 <= from || !reaches(end - 1)) return end;
    let [low, high] = [from, end - 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (reaches(middle)) high = middle;
      else low = middle;
    }
    return Math.min(end, Math.ceil(high / every) * every);
  }

  /** How far the trial trains as things are; who is told to go on there has come to its end. */
  private endOf(trial: number): number {
    return Math.min(this.last, memberOf(this.table, trial)?.target ?? this.last);
  }

  private report({ trial, step }: Job): void {
    if (this.wishes.checkpoints) this.tell({ kind: "checkpoint", trial, step });
    const losses = [...this.schedule.setting.study.objectives.keys()].map((index) => this.lossAt(trial, step, index));
    const answer = this.tell({ kind: "measure", trial, step, losses, cost: step * this.wishes.costPerUnit });
    if (answer.kind !== "decided") return;
    if (answer.child) this.replaced.push(trial);
    if (answer.verdict !== "continue") return;
    if (step < this.endOf(trial)) this.train(trial, step);
    else this.tell({ kind: "end", trial, outcome: "completed", losses });
  }

  /** A quality in [0, 1] that a curve falls to like 1 / sqrt(step), with noise that falls alike. */
  private lossAt(trial: number, step: number, objective: number): number {
    const { seed } = this.schedule.setting.study;
    const rng = (purpose: string): ReturnType<typeof makeRng> =>
      makeRng({ seed, purpose: `plan/${purpose}/${objective}`, number: trial });
    const trend = rng("quality").uniform() + rng("speed").uniform() / Math.sqrt(step);
    return trend + (0.1 * standardNormal(rng(`noise/${step}`))) / Math.sqrt(step);
  }

  private tell(event: SchedulerEvent) {
    const followed = followEvent(this.schedule, this.table, event);
    this.table = followed.table;
    return followed.answer;
  }
}
