/**
 * Which points the model is asked about, and their order: all that are left of a space that is tried completely, else some
 * of the whole space or of a box in it, the best of them improved by local search.
 */
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import type { Effort } from "../sampler";
import type { AcquisitionSurface } from "./acquisition-surface";
import { type CandidatePool, candidateAt, drawCandidates } from "./candidates";
import { type Ranked, searchLocally } from "./local-search";
import { drawInRegion } from "./region-candidates";
import { isOfBox, type TrustRegion } from "./trust-region";
import { type ListedPoint, poolOf } from "./whole-space";

export interface Ground {
  readonly compiled: CompiledSpace;
  /** Unit vectors of the best observed points, best first; NaN where inactive. */
  readonly best: readonly Float64Array[];
  /** Every point of a space that is tried completely; null of others. */
  readonly whole: readonly ListedPoint[] | null;
  /** What the box's trials are kept in; null where there is none. */
  readonly region: TrustRegion | null;
}

/** The points a trial is chosen among. */
export interface Drawn {
  readonly candidates: CandidatePool;
  /** What they are kept in; null of the whole space. */
  readonly region: TrustRegion | null;
}

interface DrawRequest {
  /** Of the trial: half of them search the box. */
  readonly number: number;
  readonly count: number;
  readonly rng: Rng;
  /** Fingerprints of what was evaluated or is out. */
  readonly taken: ReadonlySet<string>;
}

export function drawPoints(
  { compiled, best, whole, region }: Ground,
  { number, count, rng, taken }: DrawRequest,
): Drawn {
  if (whole) {
    const left = whole.filter(({ fingerprint }) => !taken.has(fingerprint));
    return { candidates: poolOf(compiled, left), region: null };
  }
  if (region && isOfBox(number)) {
    const candidates = drawInRegion({ compiled, region, count, rng });
    if (candidates.units.count > 0) return { candidates, region };
  }
  return { candidates: drawCandidates({ compiled, best, count, rng }), region: null };
}

interface RankRequest {
  readonly drawn: Drawn;
  readonly surface: AcquisitionSurface;
  readonly effort: Effort;
}

/** The most promising first. */
export function rankPoints(
  { compiled, whole }: Ground,
  { drawn: { candidates, region }, surface, effort }: RankRequest,
): readonly Ranked[] {
  const top = surface.best(candidates.units, whole ? candidates.units.count : 4 * effort.searches);
  const starts = top.map(({ index, value }): Ranked => ({ candidate: candidateAt(candidates, index), value }));
  if (whole) return starts;
  return [...searchLocally({ compiled, surface, region }, starts.slice(0, effort.searches)), ...starts];
}
