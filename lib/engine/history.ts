/**
 * What happened so far. Objectives become losses (smaller is better) here, once; nothing further inside knows a direction.
 */
import type { Objective, Problem } from "./problem";
import { activeAssignments } from "./space/active";
import { fingerprintAssignments } from "./space/fingerprint";
import type { Assignments } from "./space/space";

export type Outcome = "completed" | "pruned" | "failed" | "infeasible" | "cancelled";

/** What a sampler that works in generations notes with a trial it makes (`Origin`), and reads again when the trial has ended. */
export interface GenerationMark {
  /** From 0, counted through the study. */
  readonly index: number;
  /** The trials that the generation was made from, as ranges of their numbers. */
  readonly from: string;
  /** Which attempt at a point that can be tried this was. */
  readonly draw: number;
}

/** A point of a trial's learning curve: its values when it had been trained to a resource (epochs, rows, folds). */
export interface CurvePoint {
  readonly resource: number;
  /** By metric; may be NaN or infinite. */
  readonly values: Readonly<Record<string, number>>;
}

/** One trial that has ended. A later entry with the same number corrects an earlier one. */
export interface HistoryEntry {
  readonly number: number;
  readonly assignments: Assignments;
  /** From `fingerprintAssignments`, when the caller has it at hand. */
  readonly fingerprint?: string;
  readonly outcome: Outcome;
  /** Final value by metric; may be NaN or infinite. */
  readonly values?: Readonly<Record<string, number>>;
  /** Ascending by resource. Read only when the message names rungs. */
  readonly curve?: readonly CurvePoint[] | undefined;
  /** What the evaluation cost, in whatever unit all of the study's are told: seconds, money. Unless positive, it is not known. */
  readonly cost?: number | undefined;
  readonly generation?: GenerationMark | undefined;
}

/** A trial that is out: queued, running or paused. */
export interface PendingTrial {
  readonly number: number;
  readonly assignments: Assignments;
  readonly fingerprint?: string;
  readonly curve?: readonly CurvePoint[] | undefined;
  /** Whether it waits at a rung, where most stay for good. Read only when the message names rungs. */
  readonly paused?: boolean | undefined;
  readonly generation?: GenerationMark | undefined;
}

/** A trial that is out as samplers read it. */
export interface OutTrial extends PendingTrial {
  /** As of `LossEntry`: it trains on, and is known there already. */
  readonly below?: readonly LossesBelow[];
}

/** A history entry as samplers read it. */
export interface LossEntry {
  readonly number: number;
  /** Without values of inactive parameters, which must not influence anything. */
  readonly assignments: Assignments;
  readonly fingerprint: string;
  readonly outcome: Outcome;
  /** One per objective; null unless every one is a finite number. */
  readonly losses: readonly number[] | null;
  /** By how much each outcome constraint is broken; at most 0 where it holds, null where its metric is no number. */
  readonly excess: readonly (number | null)[];
  readonly curve?: readonly CurvePoint[];
  /** For samplers that look at every rung: its results, ascending by resource. */
  readonly rungs?: readonly RungLosses[];
  /** For samplers that look at one rung and read those below it: its results there. */
  readonly below?: readonly LossesBelow[];
  /** Positive and finite. */
  readonly cost?: number | undefined;
  readonly generation?: GenerationMark;
}

/** A trial's result at one rung. */
export interface RungLosses extends Pick<LossEntry, "losses" | "excess"> {
  /** Of the rung. */
  readonly resource: number;
}

/** A trial's result at a rung below the one that is learnt from. */
export interface LossesBelow {
  /** By how much: the logarithm of the ratio of their resources, 1 between the ends of the ladder. */
  readonly distance: number;
  readonly losses: readonly number[];
}

export function toLossEntry(problem: Problem, entry: HistoryEntry): LossEntry {
  const { number, outcome } = entry;
  return {
    number,
    outcome,
    ...toPoint(problem, entry),
    losses: toLosses(problem.objectives, entry.values),
    excess: toExcess(problem, entry),
    ...(entry.curve && { curve: entry.curve }),
    ...(isCost(entry.cost) && { cost: entry.cost }),
    ...(entry.generation && { generation: entry.generation }),
  };
}

const isCost = (cost: number | undefined): cost is number => cost !== undefined && cost > 0 && Number.isFinite(cost);

/** The active assignments of a trial and their fingerprint. */
export interface Point {
  readonly assignments: Assignments;
  readonly fingerprint: string;
}

export function toPoint(problem: Problem, trial: PendingTrial | HistoryEntry): Point {
  const assignments = activeAssignments(problem.space, trial.assignments);
  return { assignments, fingerprint: trial.fingerprint ?? fingerprintAssignments(problem.space, assignments) };
}

/** Smaller is better, one per objective; null unless every one is a finite number. */
export function toLosses(
  objectives: readonly Objective[],
  values: Readonly<Record<string, number>> = {},
): readonly number[] | null {
  const losses = objectives.map(({ metric, direction }) => {
    const value = Object.hasOwn(values, metric) ? values[metric] : Number.NaN;
    return direction === "maximize" ? 0 - value : value + 0; // + 0: no -0, which would break mirrored comparisons
  });
  return losses.every((loss) => Number.isFinite(loss)) ? losses : null;
}

/** By how much each bound is broken; null where its metric is no number. */
export function toExcess(
  { outcomeConstraints = [] }: Problem,
  { values = {} }: Pick<HistoryEntry, "values">,
): readonly (number | null)[] {
  return outcomeConstraints.map(({ metric, lte, gte }) => {
    const value = Object.hasOwn(values, metric) ? values[metric] : Number.NaN;
    const excess = lte === undefined ? (gte ?? Number.NaN) - value : value - lte;
    return Number.isNaN(excess) ? null : Math.min(Math.max(excess, -Number.MAX_VALUE), Number.MAX_VALUE);
  });
}

/** Whether the result is of use. What was not told satisfies nothing. */
export function isFeasible({ excess }: Pick<LossEntry, "excess">): boolean {
  return excess.every((amount) => amount !== null && amount <= 0);
}

/** How far a result is from being of use, 0 when it is: the sum of what is broken (Deb 2000, section 3), never more than finite. */
export function violation({ excess }: Pick<LossEntry, "excess">): number {
  const sum = excess.reduce<number>((total, amount) => total + Math.max(0, amount ?? Number.MAX_VALUE), 0);
  return Math.min(sum, Number.MAX_VALUE);
}
