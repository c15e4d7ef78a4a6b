/**
 * Finds a point that obeys the constraints where drawing at random does not: a random walk over unit coordinates that
 * never increases the total violation, with steps of all sizes, and that solves linear constraints for a coordinate.
 * No guarantee beyond the steps counted; equality-like bands on continuous parameters are what it is good at.
 */
import { uniformIndex } from "../rng/distributions";
import type { Rng } from "../rng/rng";
import type { CompiledSpace, Row } from "./compiled-space";
import { rowAtUnit } from "./encode";
import { sampleUnit } from "./sample";

interface Walk {
  readonly compiled: CompiledSpace;
  readonly rng: Rng;
  readonly steps: number;
}

export function repairRow({ compiled, rng, steps }: Walk): Row | null {
  if (compiled.free.length === 0) return null;
  let unit = sampleUnit(compiled, rng);
  let row = rowAtUnit(compiled, unit);
  let violation = compiled.violation(row);
  for (let step = 0; step < steps && violation > 0; step += 1) {
    const next = (step % 2 === 0 ? solveLinear({ compiled, rng }, unit, row) : null) ?? move({ compiled, rng }, unit);
    const nextRow = rowAtUnit(compiled, next);
    const nextViolation = compiled.violation(nextRow);
    if (nextViolation > violation) continue;
    [unit, row, violation] = [next, nextRow, nextViolation];
  }
  return violation === 0 ? row : null;
}

type Mover = Pick<Walk, "compiled" | "rng">;

/** Changes one or two coordinates: half the time a fresh draw, otherwise a step of random magnitude. */
function move({ compiled, rng }: Mover, unit: Float64Array): Float64Array {
  const next = unit.slice();
  const fresh = sampleUnit(compiled, rng);
  for (let change = 0; change <= uniformIndex(rng, 2); change += 1) {
    const coordinate = uniformIndex(rng, unit.length);
    const reach = 2 ** -uniformIndex(rng, 20);
    const nearby = unit[coordinate] + (2 * rng.uniform() - 1) * reach;
    next[coordinate] = rng.uniform() < 0.5 ? fresh[coordinate] : Math.min(1, Math.max(0, nearby));
  }
  return next;
}

/** Puts one continuous parameter of a violated linear constraint where the constraint just holds, if it can go there. */
function solveLinear({ compiled, rng }: Mover, unit: Float64Array, row: Row): Float64Array | null {
  const indexOf = (name: string): number => compiled.indexByName.get(name) ?? -1;
  const read = (name: string) => row[indexOf(name)];
  const violated = compiled.constraints.filter((constraint) => constraint.linear && constraint.violation(read) > 0);
  const chosen = violated.length > 0 ? violated[uniformIndex(rng, violated.length)].linear : null;
  if (!chosen) return null;
  const movable = chosen.terms.filter(({ parameter, coefficient }) => {
    const index = indexOf(parameter);
    return coefficient !== 0 && compiled.coordinates[index] >= 0 && compiled.parameters[index].domain.count === null;
  });
  if (movable.length === 0) return null;
  const { parameter, coefficient } = movable[uniformIndex(rng, movable.length)];
  const sum = chosen.terms.reduce((total, term) => total + term.coefficient * Number(read(term.parameter)), 0);
  const bound = chosen.lte !== undefined && sum > chosen.lte ? chosen.lte : (chosen.gte ?? sum);
  const index = indexOf(parameter);
  const { domain } = compiled.parameters[index];
  const [low, high] = [Number(domain.decode(0)), Number(domain.decode(1))];
  const target = Math.min(high, Math.max(low, Number(row[index]) + (bound - sum) / coefficient));
  const next = unit.slice();
  next[compiled.coordinates[index]] = domain.encode(target);
  return next;
}
