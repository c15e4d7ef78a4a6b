/**
 * The part of objective space that is of use: where each objective that names a reference is at least as good as that.
 * Beyond it hypervolume counts; what lies outside adds nothing, and is compared by what it misses alone, as goals are
 * (Fonseca & Fleming 1998, Multiobjective optimization and multiple constraint handling with evolutionary algorithms, part I,
 * IEEE Transactions on Systems, Man, and Cybernetics A 28(1): preferability given goals, of one priority).
 *
 *   u is preferable to v when it misses less: in no objective more, in one less; within the region when it dominates
 *
 * Deviation: of two that miss the same, they go on to compare what neither misses; here these are equal. Each objective's
 * miss counts by itself, so nothing depends on units.
 */
import type { Objective } from "../problem";
import type { Losses } from "./dominance";

/** By objective, what the loss must not exceed; null where nothing is named. */
export type PreferredRegion = readonly (number | null)[];

export function preferredRegion(objectives: readonly Objective[]): PreferredRegion {
  return objectives.map(({ direction, reference }) => {
    if (reference === undefined || !Number.isFinite(reference)) return null;
    return direction === "maximize" ? 0 - reference : reference + 0;
  });
}

export function isPreferred(losses: Losses, region: PreferredRegion): boolean {
  return losses.every((loss, objective) => loss <= (region[objective] ?? Number.POSITIVE_INFINITY));
}

/** Half of what each objective misses, 0 where it misses nothing: the difference of 1e308 and -1e308 is no number. */
export function missedBy(losses: Losses, region: PreferredRegion): Losses {
  return losses.map((loss, objective) => {
    const reference = region[objective] ?? null;
    return reference === null ? 0 : Math.max(0, loss / 2 - reference / 2);
  });
}

export interface RankedPart {
  /** Of the points, as they are listed. */
  readonly indices: readonly number[];
  /** By what these are compared with each other, one for each index. */
  readonly losses: readonly Losses[];
  /** From where hypervolume counts among them. */
  readonly region: PreferredRegion;
}

/** Those within the region, then those outside, which are compared by what they miss. */
export function partsByRegion(points: readonly Losses[], region: PreferredRegion): readonly RankedPart[] {
  const all = [...points.keys()];
  const inside = all.filter((index) => isPreferred(points[index], region));
  const outside = all.filter((index) => !isPreferred(points[index], region));
  return [
    { indices: inside, losses: inside.map((index) => points[index]), region },
    { indices: outside, losses: outside.map((index) => missedBy(points[index], region)), region: [] },
  ];
}
