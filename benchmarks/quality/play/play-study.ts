/** Plays one study with one of our samplers, as a client that asks, evaluates and tells would. */
import { suggest } from "@/lib/engine/engine";
import type { HistoryEntry } from "@/lib/engine/history";
import { recommend } from "@/lib/engine/insight/recommend";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import type { Problem } from "@/lib/engine/problem";
import type { Effort } from "@/lib/engine/sampler/sampler";
import type { Assignments } from "@/lib/engine/space/space";
import { evaluate, problemPrint, spaceOf } from "../evaluate";
import type { QualityProblem } from "../problems/problem";
import { rounded, type Trace } from "./trace";

export interface StudyPlay {
  readonly problem: QualityProblem;
  readonly sampler: string;
  readonly seed: number;
  readonly budget: number;
  /** How many trials are asked before any of them is told. */
  readonly batch: number;
  readonly effort?: Effort;
  readonly kernels?: Kernels;
}

/** Numbers of evaluations at which a curve has a point, as far as its budget goes. */
export const CURVE_POINTS: readonly number[] = [1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100, 140, 200];

export function playStudy(play: StudyPlay): Trace {
  const { problem, seed, kernels = plainKernels } = play;
  const studied: Problem = {
    space: spaceOf(problem),
    objectives: [{ metric: "value", direction: problem.direction }],
    seed: `quality-${seed}`,
  };
  const values: (number | null)[] = [];
  const { history, times } = playTrials({ ...play, studied }, (assignments, index) => {
    const { told, value } = evaluate(problem, assignments, { seed, index });
    values.push(value);
    return told === null ? null : { value: told };
  });
  return toTrace(play, { studied, history, values, times, kernels });
}

interface TrialsPlay extends Pick<StudyPlay, "sampler" | "budget" | "batch" | "effort" | "kernels"> {
  readonly studied: Problem;
}

/** What each trial tells: its metrics, or null for a failure. */
type Tell = (assignments: Assignments, index: number) => Readonly<Record<string, number>> | null;

/** Asks, evaluates and tells until the budget is spent or the space is used up. Times by ask are of a suggestion. */
export function playTrials(
  { studied, sampler, budget, batch, effort, kernels = plainKernels }: TrialsPlay,
  tell: Tell,
) {
  const history: HistoryEntry[] = [];
  const times: number[] = [];
  while (history.length < budget) {
    const numbers = Array.from({ length: Math.min(batch, budget - history.length) }, (_, at) => history.length + at);
    const started = performance.now();
    const { suggestions } = suggest(
      {
        problem: studied,
        sampler: { name: sampler, options: {} },
        history,
        pending: [],
        numbers,
        ...(effort && { effort }),
      },
      kernels,
    );
    times.push((performance.now() - started) / numbers.length);
    for (const { number, assignments, fingerprint, origin } of suggestions) {
      const told = tell(assignments, number);
      const result = told === null ? { outcome: "failed" as const } : { outcome: "completed" as const, values: told };
      history.push({ number, assignments, fingerprint, generation: origin.generation, ...result });
    }
    if (suggestions.length < numbers.length) break;
  }
  return { history, times };
}

/** The middle one, in milliseconds. */
export function medianMs(times: readonly number[]): number {
  const middle = times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;
  return Number(middle.toFixed(1));
}

interface Played {
  readonly studied: Problem;
  readonly history: readonly HistoryEntry[];
  readonly values: readonly (number | null)[];
  readonly times: readonly number[];
  readonly kernels: Kernels;
}

function toTrace({ problem, seed, budget }: StudyPlay, { studied, history, values, times, kernels }: Played): Trace {
  const told = padded(
    budget,
    history.map(({ values: metrics }) => rounded(metrics?.value ?? null)),
  );
  const noisy = problem.observe !== undefined;
  const recommended = noisy
    ? CURVE_POINTS.filter((count) => count <= budget).flatMap((count) => {
        const index = recommend({ problem: studied, history: history.slice(0, count), noisy, kernels });
        return index === null ? [] : [[String(count), index] as const];
      })
    : [];
  return {
    seed,
    print: problemPrint(problem),
    askMs: medianMs(times),
    told,
    ...(noisy && { true: padded(budget, values.map(rounded)), recommended: Object.fromEntries(recommended) }),
  };
}

/** A space that is used up leaves the rest of the budget unspent, which is as if those trials had failed. */
export function padded<Value>(budget: number, list: readonly (Value | null)[]): (Value | null)[] {
  return Array.from({ length: budget }, (_, index) => (index < list.length ? list[index] : null));
}
