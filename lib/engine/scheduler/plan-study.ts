/**
 * Plan of a study before it starts: how many trials, how far they train, what they take. With a scheduler that is played
 * through (`simulate-plan`), of long studies a part that stands for the whole, so that it always ends; without, it is counted.
 */

import { GridOptions } from "../sampler/grid/definition";
import { gridAxes } from "../sampler/grid/grid-axes";
import { cellsOfSpace } from "../space/cardinality";
import { type Cells, numberCells } from "../space/cells";
import { compileSpace } from "../space/compiled-space";
import type { Space } from "../space/space";
import { schedulerCatalog } from "./catalog";
import { PLAN_BRACKETS_MAX, PLAN_LEVELS_MAX } from "./limits";
import type { SchedulerStudy } from "./scheduler";
import { type Plan, simulatePlan } from "./simulate-plan";
import { type SchedulerSpec, startSchedule } from "./start-schedule";

export interface PlanMessage {
  readonly space: Space;
  readonly sampler: { readonly name: string; readonly options: unknown };
  /** The study's budget. */
  readonly trials: number;
  readonly workers: number;
  /** How often each point may be evaluated. */
  readonly repeats: number;
  /** Null: every trial trains to its end. */
  readonly scheduler: { readonly spec: SchedulerSpec; readonly study: SchedulerStudy } | null;
  /** What a trial trains to where the scheduler names no largest resource. */
  readonly resource: number | null;
  readonly costPerUnit: number;
}

/** How many of something there are at a resource, over all brackets. */
export interface PlannedLevel {
  readonly resource: number;
  readonly results: number;
  readonly promotions: number;
}

export interface StudyPlan {
  /** Trials that start: as many as the budget, or as a finite space or grid has points, times the repeats. */
  readonly trials: number;
  readonly completed: number;
  readonly stopped: number;
  readonly notPromoted: number;
  /** Of how many trials it was played through; the rest counts alike. */
  readonly played: number;
  /** Resource trained in all; trials, where there is no scheduler. */
  readonly units: number;
  /** In units, as long as all workers work. */
  readonly duration: number;
  /** Reports that a worker is taken to make are so many units apart. */
  readonly unitsPerReport: number;
  readonly levels: readonly PlannedLevel[];
  readonly brackets: readonly {
    readonly bracket: number;
    readonly rungs: readonly (PlannedLevel & { readonly rung: number })[];
  }[];
}

export type PlanField = "resource" | "interval" | "trials";

export type Planned =
  | { readonly kind: "planned"; readonly plan: StudyPlan }
  | { readonly kind: "refused"; readonly field: PlanField; readonly why: string };

/** Playing a trial takes a time that grows with the others: so many, and so many reports, end within seconds. */
const TRIALS_PLAYED_MAX = 500;
const REPORTS_PLAYED_MAX = 5_000;
/** Where trials wait for each other at rungs, a part of a bracket says nothing of the whole. */
const WAITING_TRIALS_PLAYED_MAX = 2_000;
/** Who judges a trial at each report is asked so often at most in its life. */
const REPORTS_PER_TRIAL_MAX = 50;

export function planStudy(message: PlanMessage): Planned {
  const trials = Math.min(message.trials, pointsOf(message) * message.repeats);
  if (message.scheduler !== null) return planScheduled({ ...message, trials }, message.scheduler);
  const duration = Math.ceil(trials / message.workers);
  const none = { stopped: 0, notPromoted: 0, unitsPerReport: 1, levels: [], brackets: [] };
  return { kind: "planned", plan: { ...none, trials, completed: trials, played: trials, units: trials, duration } };
}

function pointsOf({ space, sampler }: PlanMessage): number {
  const cells = cellsOf(space, sampler);
  return cells === null || cells.count > BigInt(Number.MAX_SAFE_INTEGER)
    ? Number.POSITIVE_INFINITY
    : Number(cells.count);
}

function cellsOf(space: Space, sampler: PlanMessage["sampler"]): Cells | null {
  const compiled = compileSpace(space);
  if (sampler.name !== "grid") return cellsOfSpace(compiled);
  return numberCells(compiled, gridAxes(compiled, GridOptions.parse(sampler.options)));
}

type Scheduled = NonNullable<PlanMessage["scheduler"]>;

function planScheduled({ trials, workers, resource, costPerUnit }: PlanMessage, { spec, study }: Scheduled): Planned {
  const last = study.resource.max ?? resource;
  if (last === null) {
    return {
      kind: "refused",
      field: "resource",
      why: "Say how far a trial trains: the plan is played to that resource.",
    };
  }
  const started = startSchedule(spec, study);
  if (started.kind === "refused") throw new RangeError(started.why);
  const waits = spec.name === "successive-halving" || spec.name === "hyperband";
  const { reports, unitsPerReport } = reportsOf({ spec, study, last, options: started.schedule.setting.options });
  const played = waits
    ? Math.min(trials, WAITING_TRIALS_PLAYED_MAX)
    : Math.min(trials, TRIALS_PLAYED_MAX, Math.floor(REPORTS_PLAYED_MAX / reports));
  if (played < Math.min(trials, 4)) {
    const why = `A trial is compared ${Math.round(reports)} times until it has trained to ${last}: raise the interval, or plan shorter trials.`;
    return { kind: "refused", field: "interval", why };
  }
  const wishes = { trials: played, workers, resource: last, secondsPerUnit: 1, costPerUnit, unitsPerReport };
  const plan = simulatePlan(started.schedule, { ...wishes, checkpoints: study.checkpoint !== "none" });
  if (waits && played < trials && plan.completed === 0) {
    const why = `The first bracket has more than ${played} trials, too many to play through: plan at most ${played} trials, or a smaller largest resource.`;
    return { kind: "refused", field: "trials", why };
  }
  return { kind: "planned", plan: enlarge(plan, { trials, played, unitsPerReport }) };
}

interface Reports {
  readonly spec: SchedulerSpec;
  readonly study: SchedulerStudy;
  readonly last: number;
  readonly options: unknown;
}

/** How often a trial that trains to the end is looked at. Rungs are few; a population is compared once in an interval. */
function reportsOf({ spec, study, last, options }: Reports): {
  readonly reports: number;
  readonly unitsPerReport: number;
} {
  const { interval = 1, eta = 3 } = { ...(options as { readonly interval?: number; readonly eta?: number }) };
  const needs = schedulerCatalog.find(({ id }) => id === spec.name)?.needs;
  if (needs?.space) return { reports: last / interval, unitsPerReport: 1 };
  if (needs?.pauses || spec.name === "asha" || spec.name === "pasha")
    return { reports: 1 + Math.log(last / study.resource.min) / Math.log(eta), unitsPerReport: 1 };
  const unitsPerReport = Math.max(1, Math.ceil(last / REPORTS_PER_TRIAL_MAX));
  return { reports: Math.min(last, REPORTS_PER_TRIAL_MAX), unitsPerReport };
}

interface Share {
  readonly trials: number;
  readonly played: number;
  readonly unitsPerReport: number;
}

/** What was seen of a part, of the whole. */
function enlarge(plan: Plan, { trials, played, unitsPerReport }: Share): StudyPlan {
  const factor = trials / played;
  const scale = (count: number): number => Math.round(count * factor);
  const levels = new Map<number, PlannedLevel>();
  for (const { resource, results, promotions } of plan.rungs) {
    const before = levels.get(resource) ?? { resource, results: 0, promotions: 0 };
    levels.set(resource, {
      resource,
      results: before.results + results,
      promotions: before.promotions + promotions,
    });
  }
  const brackets = [...new Set(plan.rungs.map(({ bracket }) => bracket))].sort((one, other) => one - other);
  return {
    trials: scale(plan.trials),
    completed: scale(plan.completed),
    stopped: scale(plan.stopped),
    notPromoted: scale(plan.notPromoted),
    played,
    units: scale(plan.units),
    duration: plan.seconds * factor,
    unitsPerReport,
    levels: [...levels.values()]
      .sort((one, other) => one.resource - other.resource)
      .slice(0, PLAN_LEVELS_MAX)
      .map((level) => ({ ...level, results: scale(level.results), promotions: scale(level.promotions) })),
    brackets: brackets.slice(0, PLAN_BRACKETS_MAX).map((bracket) => ({
      bracket,
      rungs: plan.rungs
        .filter((rung) => rung.bracket === bracket)
        .slice(0, PLAN_LEVELS_MAX)
        .map(({ rung, resource, results, promotions }) => ({ rung, resource, results, promotions })),
    })),
  };
}
