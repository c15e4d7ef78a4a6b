import { expect, test } from "vitest";
import type { Assignments } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { bestLoss, playStudy } from "../../testing/play-study";

test("pitfall 26: of ten coordinates five are whole numbers, far off at the start: at least 18 of 20 runs end at the optimum", () => {
  const space = mustParse({
    ...Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`x${index}`, { type: "float", low: -10, high: 10, default: 9 }]),
    ),
    ...Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`n${index}`, { type: "int", low: -10, high: 10, default: 9 }]),
    ),
  });
  const evaluate = (point: Assignments): number =>
    Object.values(point).reduce<number>((total, value) => total + Number(value) ** 2, 0);
  const solved = Array.from({ length: 20 }, (_, seed) =>
    bestLoss(
      playStudy({
        sampler: "cma-es",
        options: { sigma: 0.1 },
        space,
        seed: `far ${seed}`,
        trials: 2_000,
        evaluate,
      }),
    ),
  ).filter((loss) => loss < 1e-6);
  expect(solved.length).toBeGreaterThanOrEqual(18);
}, 600_000);
