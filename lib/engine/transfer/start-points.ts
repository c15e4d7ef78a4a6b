/**
 * Where a study begins that others came before: their best points, one source after the other, each some way from those
 * already chosen, so that a few trials show whether what was good there is good here. Beginning at such points is one of
 * the two parts of transfer that pay by itself (arXiv:2601.15640).
 */
import { violation } from "../history";
import type { Problem } from "../problem";
import { type CompiledSpace, compileSpace, type Row, rowToAssignments } from "../space/compiled-space";
import { unitsOfRow } from "../space/encode";
import { fingerprintActive } from "../space/fingerprint";
import { byMetric, type PlacedResult, type PlacedSource, placedSources } from "./source-results";

export interface StartPoint {
  readonly row: Row;
  readonly fingerprint: string;
  /** Whether it was the best of its source. */
  readonly best: boolean;
}

/** Root mean square over the coordinates, in unit coordinates: nearer points teach much the same. */
const DISTANCE_MIN = 0.1;
/** Of each source, so much is good enough to begin with. */
const GOOD_SHARE = 1 / 4;
/** As many as are ever looked for. */
const POINTS_MAX = 64;

const known = new WeakMap<Problem, readonly StartPoint[]>();

/** The points, the first to try first; none without sources. All obey the constraints. Remembered by identity. */
export function startPoints(problem: Problem): readonly StartPoint[] {
  const found = known.get(problem);
  if (found) return found;
  const points = choose(problem);
  known.set(problem, points);
  return points;
}

function choose(problem: Problem): readonly StartPoint[] {
  const compiled = compileSpace(problem.space);
  const queues = placedSources(problem).flatMap((source) => rankings(problem, source));
  const chosen: StartPoint[] = [];
  const units: Float64Array[] = [];
  for (let turn = 0; chosen.length < POINTS_MAX && queues.some((queue) => queue.length > 0); turn += 1) {
    const queue = queues[turn % queues.length];
    let best = turn < queues.length;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const place = unitsOfRow(compiled, next.row);
      const fits = compiled.violation(next.row) === 0 && units.every((other) => apart(compiled, place, other));
      if (fits) {
        chosen.push({ row: next.row, fingerprint: fingerprintActive(rowToAssignments(compiled, next.row)), best });
        units.push(place);
        break;
      }
      best = false;
    }
  }
  return chosen;
}

/** The better part of a source, best first: of use before not of use, then by loss. One ranking for each objective. */
function rankings(problem: Problem, { results }: PlacedSource): PlacedResult[][] {
  return byMetric(problem).map((objective) =>
    [...results]
      .sort((one, other) => {
        const [here, there] = [violation(one), violation(other)];
        if (here !== there) return here < there ? -1 : 1;
        return one.losses[objective] === other.losses[objective]
          ? 0
          : one.losses[objective] < other.losses[objective]
            ? -1
            : 1;
      })
      .slice(0, Math.ceil(results.length * GOOD_SHARE)),
  );
}

function apart({ free, parameters }: CompiledSpace, one: Float64Array, other: Float64Array): boolean {
  let sum = 0;
  for (const [coordinate, index] of free.entries()) {
    const [here, there] = [one[coordinate], other[coordinate]];
    if (Number.isNaN(here) && Number.isNaN(there)) continue;
    const { type } = parameters[index].parameter;
    const listed = type === "categorical" || type === "bool";
    const differs = Number.isNaN(here) || Number.isNaN(there) || (listed && here !== there);
    sum += differs ? 1 : (here - there) ** 2;
  }
  return sum >= free.length * DISTANCE_MIN ** 2 && sum > 0;
}
