/**
 * Which points the model is asked about, and their order: all that are left of a space that is tried completely, else some
 * of the whole space, the best of them improved by local search.
 */
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import type { Effort } from "../sampler";
import type { AcquisitionSurface } from "./acquisition-surface";
import { type CandidatePool, candidateAt, drawCandidates } from "./candidates";
import { type Ranked, searchLocally } from "./local-search";
import { type ListedPoint, poolOf } from "./whole-space";

export interface Ground {
  readonly compiled: CompiledSpace;
  /** Unit vectors of the best observed points, best first; NaN where inactive. */
  readonly best: readonly Float64Array[];
  /** Every point of a space that is tried completely; null of others. */
  readonly whole: readonly ListedPoint[] | null;
}

interface DrawRequest {
  readonly count: number;
  readonly rng: Rng;
  /** Fingerprints of what was evaluated or is out. */
  readonly taken: ReadonlySet<string>;
}

export function drawPoints({ compiled, best, whole }: Ground, { count, rng, taken }: DrawRequest): CandidatePool {
  if (whole)
    return poolOf(
      compiled,
      whole.filter(({ fingerprint }) => !taken.has(fingerprint)),
    );
  return drawCandidates({ compiled, best, count, rng });
}

interface RankRequest {
  readonly candidates: CandidatePool;
  readonly surface: AcquisitionSurface;
  readonly effort: Effort;
}

/** The most promising first. */
export function rankPoints(
  { compiled, whole }: Ground,
  { candidates, surface, effort }: RankRequest,
): readonly Ranked[] {
  const top = surface.best(candidates.units, whole ? candidates.units.count : 4 * effort.searches);
  const starts = top.map(({ index, value }): Ranked => ({ candidate: candidateAt(candidates, index), value }));
  if (whole) return starts;
  return [...searchLocally({ compiled, surface }, starts.slice(0, effort.searches)), ...starts];
}
