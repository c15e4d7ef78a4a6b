/**
 * Every sampler that learns gets somewhere: four problems, five seeds, held to stored traces. How good they are is measured
 * by `npm run bench:quality`; this is what `npm test` can afford.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { uniformIndex } from "@/lib/engine/rng/distributions";
import { makeRng } from "@/lib/engine/rng/rng";
import { catalog } from "@/lib/engine/sampler/catalog";
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
const EFFORT = { tries: 4_000, candidates: 256, searches: 3 };
const RESAMPLES = 2_000;

const learning = catalog.filter(({ capabilities }) => capabilities.usesHistory === "values").map(({ id }) => id);

const median = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1];

function medianRegret(sampler: string, id: string): number {
  const problem = findProblem(id);
  const scale = { ...referenceOf(problem), direction: problem.direction };
  return median(
    Array.from({ length: SEEDS }, (_, seed) =>
      regretAt(playStudy({ problem, sampler, seed, budget: TRIALS, batch: 1, effort: EFFORT }), TRIALS, scale),
    ),
  );
}

/** The median of five seeds that a rival exceeds one time in twenty, by resampling its stored traces. */
async function exceededRarely(rival: string, id: string): Promise<number> {
  const problem = findProblem(id);
  const scale = { ...referenceOf(problem), direction: problem.direction };
  const file = traceFile(RIVALS_FOLDER, { sampler: rival, batch: 1 }, id);
  const traces = [...(await readTraces(file, { print: problemPrint(problem), budget: TRIALS })).values()];
  expect(traces.length).toBeGreaterThanOrEqual(20);
  const regrets = traces.map((trace) => regretAt(trace, TRIALS, scale));
  const rng = makeRng({ seed: "convergence", purpose: id, number: 0 });
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(Array.from({ length: SEEDS }, () => regrets[uniformIndex(rng, regrets.length)])),
  );
  return medians.toSorted((one, other) => one - other)[Math.floor(0.95 * RESAMPLES)];
}

describe("convergence", { timeout: 60_000 }, () => {
  const thresholds = new Map<string, number>();
  beforeAll(async () => {
    for (const id of PROBLEMS) thresholds.set(id, await exceededRarely("optuna-tpe", id));
  });

  test("the thresholds tell something: random search does not meet them all", () => {
    const met = PROBLEMS.filter((id) => medianRegret("random", id) <= (thresholds.get(id) ?? 0));
    expect(met.length).toBeLessThan(PROBLEMS.length);
  });

  test.each(learning.flatMap((sampler) => PROBLEMS.map((id) => [sampler, id] as const)))(
    "%s on %s comes as close as Optuna's TPE does nineteen times in twenty",
    (sampler, id) => {
      expect(medianRegret(sampler, id)).toBeLessThanOrEqual(thresholds.get(id) ?? 0);
    },
  );
});
