import type { HistoryEntry } from "@/lib/engine/history";
import type { SuggestMessage } from "@/lib/engine/messages";
import { standardNormal } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Assignments } from "@/lib/engine/space/space";

/** A study in its course: results of a noisy bowl, half of them anywhere, half near the best, as a search leaves them. */
export interface SuggestProblem {
  readonly dimensions: number;
  /** Row-major, observations × dimensions, within the unit cube. */
  readonly points: readonly (readonly number[])[];
  readonly values: readonly number[];
}

const CENTER = 0.3;
const NEAR = 0.05;
const NOISE = 0.01;

export function suggestProblem(observations: number, dimensions: number): SuggestProblem {
  const rng = makeRng({ seed: "bench-engine", purpose: `suggest ${dimensions}`, number: observations });
  const points = Array.from({ length: observations }, (_, index) =>
    Array.from({ length: dimensions }, () =>
      index % 2 === 0 ? rng.uniform() : Math.min(1, Math.max(0, CENTER + NEAR * standardNormal(rng))),
    ),
  );
  return { dimensions, points, values: points.map((point) => bowl(point) + NOISE * standardNormal(rng)) };
}

/** Every coordinate counts, the first most. */
function bowl(point: readonly number[]): number {
  return point.reduce((sum, value, index) => sum + (value - CENTER) ** 2 / (1 + index), 0);
}

/** The study one trial later: the bowl's own value, as the rivals are told it. */
export function withResult({ dimensions, points, values }: SuggestProblem, assignments: Assignments): SuggestProblem {
  const point = Array.from({ length: dimensions }, (_, index) => Number(assignments[nameOf(index)]));
  return { dimensions, points: [...points, point], values: [...values, bowl(point)] };
}

/** The problem as our engine is told it, asked for the next trial. */
export function toMessage(sampler: string, problem: SuggestProblem): SuggestMessage {
  const parsed = parseSpace(
    Object.fromEntries(
      Array.from({ length: problem.dimensions }, (_, index) => [nameOf(index), { type: "float", low: 0, high: 1 }]),
    ),
    [],
  );
  if (!("space" in parsed)) throw new Error("The benchmark's space does not parse.");
  const history = problem.points.map((point, number): HistoryEntry => {
    const assignments = Object.fromEntries(point.map((value, index) => [nameOf(index), value]));
    return { number, assignments, outcome: "completed", values: { loss: problem.values[number] ?? Number.NaN } };
  });
  return {
    problem: { space: parsed.space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "bench" },
    sampler: { name: sampler, options: {} },
    history,
    pending: [],
    numbers: [history.length],
  };
}

const nameOf = (index: number): string => `x${index}`;
