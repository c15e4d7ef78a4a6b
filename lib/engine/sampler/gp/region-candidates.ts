/**
 * Where a model looks for the next point while it is kept in a box: at the incumbent with some coordinates moved within the
 * box by a scrambled Sobol sequence (Eriksson et al. 2019, arXiv:1910.01739, section 2 and its supplement), and one level
 * away from it. Choices, which a box does not bound, move to wherever their prior says, and so does what the incumbent
 * does not have.
 */
import { uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { sobolSequence } from "../../rng/sobol";
import type { CompiledSpace } from "../../space/compiled-space";
import { settleAll } from "../../space/settle";
import { toUnitPoints } from "../../space/unit-points";
import { type CandidatePool, levelsNear, NUDGE } from "./candidates";
import type { TrustRegion } from "./trust-region";

/** Coordinates that a candidate differs from the incumbent in, on average: more would leave nothing of it. */
const MOVED = 20;

interface RegionRequest {
  readonly compiled: CompiledSpace;
  readonly region: TrustRegion;
  readonly count: number;
  readonly rng: Rng;
}

/** Candidates that obey the constraints: none when they leave nothing of the box but the incumbent. */
export function drawInRegion({ compiled, region, count, rng }: RegionRequest): CandidatePool {
  const dimensions = compiled.free.length;
  const { pointAt } = sobolSequence(dimensions, rng);
  const drawn = Array.from({ length: count }, (_, index) => {
    const inside = intoRegion(compiled, region, pointAt(index));
    return moveSome(region, inside, rng);
  });
  const center = region.center.map((unit, at) => (Number.isNaN(unit) ? drawn[0][at] : unit));
  const beside = compiled.free.flatMap((_, at) => levelsInRegion({ compiled, region }, center, at));
  return settleAll(compiled, toUnitPoints([...drawn, ...beside], dimensions));
}

/** A point of the unit cube as one of the box: evenly where that is narrower than the cube, else as the prior says. */
function intoRegion(
  { free, parameters }: CompiledSpace,
  { low, high }: TrustRegion,
  point: Float64Array,
): Float64Array {
  return point.map((uniform, at) => {
    const bounded = low[at] > 0 || high[at] < 1;
    const nudged = uniform + NUDGE;
    return bounded ? low[at] + nudged * (high[at] - low[at]) : parameters[free[at]].domain.warp(nudged);
  });
}

/** The incumbent with each coordinate, with probability min(1, 20 / d), but one at least, moved to where `inside` lies. */
function moveSome({ center }: TrustRegion, inside: Float64Array, rng: Rng): Float64Array {
  const chance = Math.min(1, MOVED / center.length);
  const sure = uniformIndex(rng, center.length);
  return center.map((unit, at) => {
    const moved = rng.uniform() < chance || at === sure;
    return moved || Number.isNaN(unit) ? inside[at] : unit;
  });
}

interface Bounded {
  readonly compiled: CompiledSpace;
  /** The whole cube when null. */
  readonly region: TrustRegion | null;
}

/** The unit vector with one coordinate at other levels of its parameter, as far as the region has them. */
export function levelsInRegion(
  { compiled, region }: Bounded,
  base: Float64Array,
  coordinate: number,
): readonly Float64Array[] {
  const levels = levelsNear(compiled, base, coordinate);
  if (!region) return levels;
  const [low, high] = [region.low[coordinate], region.high[coordinate]];
  return levels.filter((moved) => moved[coordinate] >= low && moved[coordinate] <= high);
}
