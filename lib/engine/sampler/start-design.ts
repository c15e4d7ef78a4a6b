/**
 * What a model-based sampler tries before it has results to learn from: the defaults, the best points of the studies that
 * it starts warm from, then points of a scrambled Sobol sequence that the study's seed names; of a small budget the second
 * trial is the middle of the space. A point depends on its trial number alone, so that asking in any grouping gives the
 * same start.
 */
import type { Problem } from "../problem";
import { type SobolSequence, sobolSequence } from "../rng/sobol";
import { type CompiledSpace, compileSpace, type Row, toRow } from "../space/compiled-space";
import { defaultAssignments, hasDefaults, middleAssignments } from "../space/default-assignments";
import { rowAtUnit, warpUniform } from "../space/encode";
import { type StartPoint, startPoints } from "../transfer/start-points";
import type { Suggestion, SuggestRequest } from "./sampler";

/** Half a cell of the sequence: scrambled points are left ends of cells 2^-32 wide. */
const NUDGE = 2 ** -33;

const START_MIN = 5;
const START_MAX = 16;
/** Of the budget, so much at most is spent before a model looks at it. */
const BUDGET_SHARE = 0.2;
/** Of fewer trials in all a model would have too few to learn from and too few left to gain from what it learnt. */
const BUDGET_MIN = 10;

/** Whether the whole study is so short that no model begins. */
export function isTooShort({ maxTrials = Number.POSITIVE_INFINITY }: Problem): boolean {
  return maxTrials < BUDGET_MIN;
}

export const SPREAD = "Spread evenly, until there are results enough to learn from.";
export const TOO_SHORT = "Spread evenly: with fewer than 10 trials in all there are too few for a model to learn from.";

/** After how many trials a model takes over: twice the parameters, 5 to 16, and no more than a fifth of a known budget. */
export function startTrials({ maxTrials = Number.POSITIVE_INFINITY }: Problem, dimensions: number): number {
  return Math.max(START_MIN, Math.min(2 * dimensions, START_MAX, Math.ceil(BUDGET_SHARE * maxTrials)));
}

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
  /** Whether the study is over before a model begins. */
  readonly short?: boolean;
}

export function startDesign({ problem, trials, short = false }: Wanted, request: SuggestRequest): StartDesign {
  const compiled = compileSpace(problem.space);
  const spread = spreadDraw(compiled, request, short);
  const borrowed = borrowedPoints(problem, Math.min(trials, problem.maxTrials ?? trials));
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
  const hasDefault = hasDefaults(problem.space);
  return (number) => points[hasDefault ? number - 1 : number];
}

function spreadDraw(compiled: CompiledSpace, request: SuggestRequest, short: boolean): StartDesign["draw"] {
  const middle = short && hasDefaults(compiled.space);
  // Made when it is first drawn from: a model hardly ever does.
  let sequence: SobolSequence | null = null;
  const pointAt = (index: number): Float64Array => {
    sequence ??= sobolSequence(compiled.free.length, request.rng("start-scramble", 0));
    return sequence.pointAt(index);
  };
  return (number, attempt) => {
    if (number === 0 && attempt === 0) return toRow(compiled, defaultAssignments(compiled.space));
    if (middle && number === 1 && attempt === 0) return toRow(compiled, middleAssignments(compiled.space));
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
