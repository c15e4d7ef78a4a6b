/**
 * Improves candidates by the acquisition: continuous coordinates by gradient, all searches as one batch; listed and
 * stepped ones by trying their levels; in turns until neither helps. Rounding only at the end would propose the same
 * point again and again (Daulton et al. 2022, arXiv:2210.10199, section 2).
 */
import { type Box, projectedLbfgs } from "../../optimize/projected-lbfgs";
import { runSearches } from "../../optimize/run-searches";
import type { CompiledSpace } from "../../space/compiled-space";
import { toUnitPoints } from "../../space/unit-points";
import type { AcquisitionSurface } from "./acquisition-surface";
import { type Candidate, toCandidate } from "./candidates";
import { levelsInRegion } from "./region-candidates";
import type { TrustRegion } from "./trust-region";

export interface Ranked {
  readonly candidate: Candidate;
  readonly value: number;
}

const ROUNDS_MAX = 3;
const ITERATIONS_MAX = 40;
const TOLERANCE = 1e-4;
/** How often a step that broke a constraint is halved before the search stays where it was. */
const HALVINGS_MAX = 8;

interface LocalSearch {
  readonly compiled: CompiledSpace;
  readonly surface: AcquisitionSurface;
  /** What no search leaves; the whole cube when null. */
  readonly region: TrustRegion | null;
}

/** Each start improved, best first. Every result obeys the constraints, as every start does. */
export function searchLocally(search: LocalSearch, starts: readonly Ranked[]): readonly Ranked[] {
  let found = starts;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = found;
    found = climb(search, found);
    found = changeLevels(search, found);
    if (found.every(({ value }, index) => value <= before[index].value + TOLERANCE)) break;
  }
  return [...found].sort((one, other) => other.value - one.value);
}

/** Moves along the gradient, continuous coordinates only. */
function climb({ compiled, surface, region }: LocalSearch, starts: readonly Ranked[]): readonly Ranked[] {
  if (!compiled.free.some((index) => compiled.parameters[index].domain.count === null)) return starts;
  const searches = starts.map(({ candidate }) => {
    const box = boxAround(candidate, compiled, region);
    return projectedLbfgs(
      candidate.units.map((unit, index) => (Number.isNaN(unit) ? candidate.base[index] : unit)),
      box,
      {
        iterationsMax: ITERATIONS_MAX,
        tolerance: TOLERANCE,
      },
    );
  });
  // All points of one search share the activity of its start: what is inactive is held, and not seen by the model.
  const minima = runSearches(searches, (points, indices) =>
    surface.losses(points.map((point, position) => asActive(point, starts[indices[position]].candidate.units))),
  );
  const reached = starts.map(({ candidate }, index) => allowed(compiled, candidate, minima[index].x));
  const values = surface.values(reached.map(({ units }) => units));
  return starts.map((start, index) =>
    values[index] > start.value ? { candidate: reached[index], value: values[index] } : start,
  );
}

/** The point without what is inactive in another. */
function asActive(point: Float64Array, other: Float64Array): Float64Array {
  if (!other.some(Number.isNaN)) return point;
  return point.map((unit, coordinate) => (Number.isNaN(other[coordinate]) ? Number.NaN : unit));
}

/** The cube, or the region in it, for active continuous coordinates; the others stay. Conditions on numbers may switch others on or off: that is judged afterwards. */
function boxAround({ units, base }: Candidate, compiled: CompiledSpace, region: TrustRegion | null): Box {
  const held = (coordinate: number): boolean =>
    compiled.parameters[compiled.free[coordinate]].domain.count !== null || Number.isNaN(units[coordinate]);
  const here = units.map((unit, coordinate) => (Number.isNaN(unit) ? base[coordinate] : unit));
  return {
    low: here.map((unit, coordinate) => (held(coordinate) ? unit : (region?.low[coordinate] ?? 0))),
    high: here.map((unit, coordinate) => (held(coordinate) ? unit : (region?.high[coordinate] ?? 1))),
  };
}

/** As far along the way to `goal` as the constraints allow. */
function allowed(compiled: CompiledSpace, start: Candidate, goal: Float64Array): Candidate {
  let share = 1;
  for (let halving = 0; halving <= HALVINGS_MAX; halving += 1) {
    const base = start.base.map((unit, index) => unit + share * (goal[index] - unit));
    const candidate = toCandidate(compiled, base);
    if (candidate) return candidate;
    share *= 0.5;
  }
  return start;
}

/** For each start the best change of one level, again while it helps. */
function changeLevels({ compiled, surface, region }: LocalSearch, starts: readonly Ranked[]): readonly Ranked[] {
  return starts.map((start) => {
    let best = start;
    for (let step = 0; step < 2 * compiled.free.length; step += 1) {
      const { base, units } = best.candidate;
      const moves = compiled.free.flatMap((_, coordinate) => {
        if (Number.isNaN(units[coordinate])) return [];
        const moved = levelsInRegion({ compiled, region }, base, coordinate);
        return moved.flatMap((level) => toCandidate(compiled, level) ?? []);
      });
      if (moves.length === 0) break;
      const places = moves.map((move) => move.units);
      const [top] = surface.best(toUnitPoints(places, compiled.free.length), 1);
      if (!(top.value > best.value + TOLERANCE)) break;
      best = { candidate: moves[top.index], value: top.value };
    }
    return best;
  });
}
