/**
 * What a model-based sampler tries before it has results to learn from: the defaults, the best points of the studies that
 * it starts warm from, then points of a scrambled Sobol sequence that the study's seed names. A point depends on its trial
 * number alone, so that asking in any grouping gives the same start.
 */
import type { Problem } from "../problem";
import { type SobolSequence, sobolSequence } from "../rng/sobol";
import { type CompiledSpace, compileSpace, type Row, toRow } from "../space/compiled-space";
import { defaultAssignments } from "../space/default-assignments";
import { rowAtUnit, warpUniform } from "../space/encode";
import { type StartPoint, startPoints } from "../transfer/start-points";
import type { Suggestion, SuggestRequest } from "./sampler";

/** Half a cell of the sequence: scrambled points are left ends of cells 2^-32 wide. */
const NUDGE = 2 ** -33;

export interface StartDesign {
  /** Draw number `attempt` (from 0) for a trial number, constraints and repeats ignored; what `proposePoints` asks for. */
  draw(number: number, attempt: number): Row;
  /** Where a point of the design came from, in a sentence for people; `usual` where no other study had a part in it. */
  why(point: Pick<Suggestion, "number" | "fingerprint">, usual: string): string;
}

interface Wanted {
  readonly problem: Problem;
  /** How many results the sampler waits for. */
  readonly trials: number;
}

export function startDesign({ problem, trials }: Wanted, request: SuggestRequest): StartDesign {
  const compiled = compileSpace(problem.space);
  const spread = spreadDraw(compiled, request);
  const borrowed = borrowedPoints(problem, trials);
  return {
    draw(number, attempt) {
      const point = borrowed(number);
      if (!point) return spread(number, attempt);
      return attempt === 0 ? point.row : spread(number, attempt - 1);
    },
    why({ number, fingerprint }, usual) {
      const point = borrowed(number);
      if (point?.fingerprint !== fingerprint) return usual;
      return point.best
        ? "The best point of an earlier study, to see whether it is good here too."
        : "One of the best points of an earlier study, to see whether it is good here too.";
    },
  };
}

/** After the owner's own defaults, if there are any; at most half of the start, in case the other studies mislead. */
function borrowedPoints(problem: Problem, trials: number): (number: number) => StartPoint | undefined {
  const points = startPoints(problem).slice(0, Math.floor(trials / 2));
  const hasDefault = problem.space.parameters.some(
    (parameter) => "default" in parameter && parameter.default !== undefined,
  );
  return (number) => points[hasDefault ? number - 1 : number];
}

function spreadDraw(compiled: CompiledSpace, request: SuggestRequest): StartDesign["draw"] {
  // Made when it is first drawn from: a model hardly ever does.
  let sequence: SobolSequence | null = null;
  const pointAt = (index: number): Float64Array => {
    sequence ??= sobolSequence(compiled.free.length, request.rng("start-scramble", 0));
    return sequence.pointAt(index);
  };
  return (number, attempt) => {
    if (number === 0 && attempt === 0) return toRow(compiled, defaultAssignments(compiled.space));
    const point = pointAt(number).map((coordinate) => coordinate + NUDGE);
    if (attempt === 0) return rowAtUnit(compiled, warpUniform(compiled, point));
    // The same sequence rotated modulo 1 (Cranley & Patterson 1976), so that retries are spread evenly too.
    const rotation = request.rng("start-rotation", attempt);
    return rowAtUnit(
      compiled,
      warpUniform(
        compiled,
        point.map((coordinate) => (coordinate + rotation.uniform()) % 1),
      ),
    );
  };
}
