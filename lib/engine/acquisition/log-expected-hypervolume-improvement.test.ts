import { describe, expect, test } from "vitest";
import { undominatedBoxes } from "../pareto/boxes";
import { hypervolumeGain } from "../pareto/hypervolume";
import { standardNormal } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import { logExpectedHypervolumeImprovement } from "./log-expected-hypervolume-improvement";

const stairs = [
  [1, 3],
  [2, 2],
  [3, 1],
];

describe("pitfall 29: expected hypervolume improvement, known answers A8", () => {
  test.each([
    [stairs, [4, 4], [1.5, 1.5], [0.5, 0.5], 1.415086653651176],
    [stairs, [4, 4], [2.5, 2.5], [0.5, 1], 0.1562173245556875],
    [stairs, [4, 4], [0.5, 3.5], [1, 0.3], 0.3579945583516391],
    [[[0, 0]], [1, 1], [0, 0], [1, 1], 0.7052057453689102],
  ])("front %j below %j, mean %j, deviation %j", (front, reference, means, deviations, value) => {
    const acquisition = logExpectedHypervolumeImprovement(undominatedBoxes(front, reference));
    expect(Math.abs(Math.exp(acquisition.value(means, deviations)) / value - 1)).toBeLessThan(1e-12);
  });
});

test("with three objectives it is the average gain of draws, within four of their standard errors", () => {
  const front = [
    [1, 2, 3],
    [2, 3, 1],
    [3, 1, 2],
    [2, 2, 2],
  ];
  const reference = [4, 4, 4];
  const [means, deviations] = [
    [1.8, 2.1, 2.4],
    [0.7, 0.5, 0.9],
  ];
  const rng = makeRng({ seed: "ehvi", purpose: "test", number: 0 });
  const gains = Array.from({ length: 40_000 }, () =>
    hypervolumeGain(
      means.map((mean, m) => mean + deviations[m] * standardNormal(rng)),
      front,
      reference,
    ),
  );
  const average = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const scatter = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - average) ** 2, 0) / gains.length);
  const exact = Math.exp(
    logExpectedHypervolumeImprovement(undominatedBoxes(front, reference)).value(means, deviations),
  );
  expect(Math.abs(exact - average)).toBeLessThan((4 * scatter) / Math.sqrt(gains.length));
});

test("slopes are derivatives, near the front and so far off that the improvement itself underflows", () => {
  const acquisition = logExpectedHypervolumeImprovement(undominatedBoxes(stairs, [4, 4]));
  for (const [means, deviations] of [
    [
      [1.5, 1.7],
      [0.5, 0.4],
    ],
    [
      [3.9, 3.2],
      [0.3, 0.2],
    ],
    [
      [30, 25],
      [0.5, 0.4],
    ],
  ]) {
    const { value, byMean, byDeviation } = acquisition.slopes(means, deviations);
    expect(Number.isFinite(value)).toBe(true);
    for (const m of [0, 1]) {
      const step = 1e-6;
      const shifted = (values: readonly number[], by: number): number[] => values.with(m, values[m] + by);
      const meanSlope =
        (acquisition.value(shifted(means, step), deviations) - acquisition.value(shifted(means, -step), deviations)) /
        (2 * step);
      const deviationSlope =
        (acquisition.value(means, shifted(deviations, step)) - acquisition.value(means, shifted(deviations, -step))) /
        (2 * step);
      expect(Math.abs(meanSlope - byMean[m])).toBeLessThan(1e-5 * (1 + Math.abs(byMean[m])));
      expect(Math.abs(deviationSlope - byDeviation[m])).toBeLessThan(1e-5 * (1 + Math.abs(byDeviation[m])));
    }
  }
});
