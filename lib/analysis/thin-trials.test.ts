import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Objective } from "@/lib/contract/study";
import { optimizationHistory } from "./optimization-history";
import { trialPoint } from "./testing/trial-point";
import { thinTrials } from "./thin-trials";

const LIMIT = 200;
const objectives: readonly Objective[] = [
  { metric: "loss", direction: "minimize" },
  { metric: "accuracy", direction: "maximize" },
];

const trial = fc.record({
  state: fc.constantFrom("completed", "completed", "completed", "pruned", "failed", "running", "cancelled"),
  loss: fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  accuracy: fc.double({ noNaN: true, min: 0, max: 1 }),
} as const);
const study = fc
  .array(trial, { minLength: 0, maxLength: 900 })
  .map((rows) =>
    rows.map(({ state, loss, accuracy }, number) =>
      trialPoint({ number, state, values: state === "completed" || state === "pruned" ? { loss, accuracy } : {} }),
    ),
  );

describe("thinned trials", () => {
  test("are never more than the limit, in order, each one of the study's", () => {
    fc.assert(
      fc.property(study, (points) => {
        const thinned = thinTrials({ points, objectives, limit: LIMIT });
        expect(thinned.length).toBeLessThanOrEqual(LIMIT);
        expect(thinned).toEqual(points.filter((point) => thinned.includes(point)));
      }),
      { seed: 11, numRuns: 50 },
    );
  });

  test("draw the same best-so-far line of each objective as all trials do", () => {
    fc.assert(
      fc.property(study, (points) => {
        const thinned = thinTrials({ points, objectives, limit: LIMIT });
        for (const objective of objectives) {
          const line = (of: typeof points) =>
            optimizationHistory({ points: of, objective, axis: "trial" }).bestSoFar.map(({ x, value }) => [x, value]);
          expect(line([...thinned])).toEqual(line(points));
        }
      }),
      { seed: 12, numRuns: 50 },
    );
  });

  test("keep the best when every trial improved on the one before, which are too many to keep", () => {
    const points = Array.from({ length: 5_000 }, (_, number) =>
      trialPoint({ number, state: "completed", values: { loss: -number, accuracy: number } }),
    );
    const thinned = thinTrials({ points, objectives, limit: LIMIT });
    expect(thinned.length).toBeLessThanOrEqual(LIMIT);
    expect(thinned.at(-1)?.number).toBe(4_999);
  });

  test("show each kind of trial as often as it is: a few pruned do not come to look like many", () => {
    const points = Array.from({ length: 10_000 }, (_, number) =>
      trialPoint({
        number,
        state: number % 20 === 0 ? "pruned" : number % 50 === 1 ? "failed" : "completed",
        values: number % 50 === 1 ? {} : { loss: Math.sin(number), accuracy: 0.5 },
      }),
    );
    const thinned = thinTrials({ points, objectives: objectives.slice(0, 1), limit: 2_000 });
    const share = (state: string, of: readonly { state: string }[]) =>
      of.filter((point) => point.state === state).length / of.length;
    for (const state of ["completed", "pruned", "failed"])
      expect(Math.abs(share(state, thinned) - share(state, points))).toBeLessThan(0.01);
    expect(thinned.length).toBeGreaterThan(1_900);
  });

  test("of a study without objectives in reach are none", () => {
    const points = Array.from({ length: 300 }, (_, number) => trialPoint({ number }));
    expect(thinTrials({ points, objectives: [], limit: LIMIT })).toEqual([]);
  });
});
