/** How much each parameter matters to an objective: what is asked and what is answered. Plain values. */
import { type HistoryEntry, toPoint } from "../history";
import type { Problem } from "../problem";
import { type CompiledSpace, compileSpace } from "../space/compiled-space";
import { pointUnits } from "../space/point-units";

export interface ImportanceRequest {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
  /** Of one of the objectives; the first when left out. */
  readonly metric?: string;
}

export interface ParameterImportance {
  readonly name: string;
  /** Between 0 and 1. */
  readonly share: number;
}

/** Why there is no answer. */
export type NoImportance =
  | { readonly kind: "too_few_trials"; readonly measured: number; readonly needed: number }
  | { readonly kind: "constant_objective"; readonly measured: number };

/** One trial that has ended, in the coordinates of the space. */
interface EndedTrial {
  /** NaN where inactive. */
  readonly units: Float64Array;
  /** Smaller is better; null when the trial gave no number. */
  readonly loss: number | null;
}

export interface EndedTrials {
  readonly compiled: CompiledSpace;
  /** In the order of their numbers, later entries of a number correcting earlier ones; cancelled ones left out. */
  readonly trials: readonly EndedTrial[];
  readonly losses: readonly number[];
}

export function endedTrials({ problem, history, metric }: ImportanceRequest): EndedTrials {
  const compiled = compileSpace(problem.space);
  const objective = problem.objectives.find((candidate) => candidate.metric === metric) ?? problem.objectives[0];
  const byNumber = new Map(history.map((entry) => [entry.number, entry]));
  const entries = [...byNumber.values()].sort((one, other) => one.number - other.number);
  const trials = entries.flatMap((entry): EndedTrial[] => {
    if (entry.outcome === "cancelled") return [];
    const values = entry.values ?? {};
    const value = Object.hasOwn(values, objective.metric) ? values[objective.metric] : Number.NaN;
    // What a pruned trial reported was measured earlier than the others' results and cannot stand beside them.
    const measured = entry.outcome === "completed" && Number.isFinite(value);
    const loss = objective.direction === "maximize" ? 0 - value : value;
    return [{ units: pointUnits(compiled, toPoint(problem, entry).assignments), loss: measured ? loss : null }];
  });
  return { compiled, trials, losses: trials.flatMap(({ loss }) => (loss === null ? [] : [loss])) };
}

/** Why these trials cannot be explained; null when they can. */
export function refuse(losses: readonly number[], needed: number): NoImportance | null {
  const measured = losses.length;
  if (measured < needed) return { kind: "too_few_trials", measured, needed };
  return losses.every((loss) => loss === losses[0]) ? { kind: "constant_objective", measured } : null;
}

/** Shares by parameter, the largest first. */
export function bySize(compiled: CompiledSpace, shares: ArrayLike<number>): ParameterImportance[] {
  return compiled.free
    .map((index, coordinate) => ({ name: compiled.parameters[index].name, share: shares[coordinate] }))
    .sort((one, other) => other.share - one.share);
}
