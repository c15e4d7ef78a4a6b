/** Plays one study with one of our samplers, as a client that asks, evaluates and tells would. */
import { suggest } from "@/lib/engine/engine";
import type { HistoryEntry } from "@/lib/engine/history";
import { recommend } from "@/lib/engine/insight/recommend";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import type { Problem } from "@/lib/engine/problem";
import type { Effort } from "@/lib/engine/sampler/sampler";
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

/** Numbers of evaluations at which a curve has a point. */
export const CURVE_POINTS: readonly number[] = [1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100];

export function playStudy(play: StudyPlay): Trace {
  const { problem, sampler, seed, budget, batch, effort, kernels = plainKernels } = play;
  const studied: Problem = {
    space: spaceOf(problem),
    objectives: [{ metric: "value", direction: problem.direction }],
    seed: `quality-${seed}`,
  };
  const history: HistoryEntry[] = [];
  const values: (number | null)[] = [];
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
    for (const { number, assignments, fingerprint } of suggestions) {
      const { told, value } = evaluate(problem, assignments, { seed, index: number });
      values.push(value);
      const result =
        told === null ? { outcome: "failed" as const } : { outcome: "completed" as const, values: { value: told } };
      history.push({ number, assignments, fingerprint, ...result });
    }
    if (suggestions.length < numbers.length) break;
  }
  return toTrace(play, { studied, history, values, times, kernels });
}

interface Played {
  readonly studied: Problem;
  readonly history: readonly HistoryEntry[];
  readonly values: readonly (number | null)[];
  readonly times: readonly number[];
  readonly kernels: Kernels;
}

function toTrace({ problem, seed, budget }: StudyPlay, { studied, history, values, times, kernels }: Played): Trace {
  // A space that is used up leaves the rest of the budget unspent, which is as if those trials had failed.
  const padded = <Value>(list: readonly Value[], value: Value): Value[] =>
    Array.from({ length: budget }, (_, index) => (index < list.length ? list[index] : value));
  const told = padded(
    history.map(({ values: metrics }) => rounded(metrics?.value ?? null)),
    null,
  );
  const noisy = problem.observe !== undefined;
  const recommended = noisy
    ? CURVE_POINTS.filter((count) => count <= budget).flatMap((count) => {
        const index = recommend({ problem: studied, history: history.slice(0, count), noisy, kernels });
        return index === null ? [] : [[String(count), index] as const];
      })
    : [];
  const askMs = times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;
  return {
    seed,
    print: problemPrint(problem),
    askMs: Number(askMs.toFixed(1)),
    told,
    ...(noisy && { true: padded(values.map(rounded), null), recommended: Object.fromEntries(recommended) }),
  };
}
