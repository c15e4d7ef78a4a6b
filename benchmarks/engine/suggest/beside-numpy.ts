import type { Kernels } from "@/lib/engine/linalg/kernels";
import { denseProblemOf, NUMERIC } from "../dense/dense-problem";
import { ReferenceContender } from "../dense/reference-contender";
import { ourSuggestions } from "./our-suggestions";
import { suggestProblem } from "./suggest-problem";

/** Results, and at most what part of the reference's time ours should take there (the goals of the engine's design). */
const GOALS = new Map([
  [100, 0.8],
  [500, 0.5],
  [1_000, 0.7],
]);
const ROUNDS = 5;
const SAMPLING = { samples: 3, batchMs: 10 };
/** Asks before the first that counts: a worker that has served for a while runs compiled code. */
const WARM_UP = { samples: 1, batchMs: 500 };

export interface BesideNumpy {
  readonly text: string;
  /** CPU milliseconds of each sample, by `<results> <contender>`. */
  readonly ms: Readonly<Record<string, readonly number[]>>;
}

/**
 * A suggestion without a refit beside the same in NumPy and SciPy, which screens every candidate and takes all steps. All take
 * turns on the same results. Null without NumPy.
 */
export async function besideNumpy(kernels: Kernels): Promise<BesideNumpy | null> {
  const reference = await ReferenceContender.open();
  if (!reference) return null;
  const ours = ourSuggestions(kernels, (n) => suggestProblem(n, NUMERIC));
  const contenders = [reference, ...ours];
  const ms: Record<string, number[]> = {};
  try {
    for (const n of GOALS.keys()) {
      const { points, values } = suggestProblem(n, NUMERIC);
      for (const contender of contenders) {
        await contender.load(denseProblemOf(points, values));
        await contender.measure("suggestion", WARM_UP);
      }
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const contender of contenders) {
          const timing = await contender.measure("suggestion", SAMPLING);
          const key = `${n} ${contender.name}`;
          ms[key] = [...(ms[key] ?? []), ...(timing?.ms ?? [])];
        }
      }
      console.log(`${n} results beside NumPy measured`);
    }
  } finally {
    reference.close();
  }
  const names = contenders.map(({ name }) => name);
  return { text: report(ms, names, reference.versions), ms };
}

function report(ms: BesideNumpy["ms"], names: readonly string[], versions: string): string {
  const [base = ""] = names;
  const rows = [...GOALS].map(([n, goal]) => {
    const cells = names.map((name) => {
      const own = ms[`${n} ${name}`] ?? [];
      const ratio = name === base ? "" : ` ${(median(own) / median(ms[`${n} ${base}`] ?? [])).toFixed(2)}×`;
      return `${median(own).toFixed(1)} (${quantile(own, 0.1).toFixed(1)}–${quantile(own, 0.9).toFixed(1)})${ratio}`;
    });
    return [String(n), ...cells, `${goal}×`];
  });
  return [
    versions,
    `A suggestion of ${NUMERIC} parameters without a refit: CPU milliseconds, median (tenth to ninetieth percentile); × is the ratio of medians to the first.`,
    ...[["results", ...names, "goal of gp"], ...rows].map((cells) => cells.map((text) => text.padStart(26)).join("")),
  ].join("\n");
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}
