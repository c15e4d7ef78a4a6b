import { expect, test } from "vitest";
import { plainKernels } from "../../linalg/plain-kernels";
import { standardNormal } from "../../rng/distributions";
import { makeRng, type Rng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { encodeAssignments } from "../../space/encode";
import { sampleAssignments } from "../../space/sample";
import { rankCorrelation } from "../../stats/rank-correlation";
import { branin } from "../../testing/known-objectives";
import { featureMap } from "./features";
import { fitHyperparameters, fitSurrogate, type Sample } from "./surrogate";

const { space, loss } = branin;
const features = featureMap(compileSpace(space), "rungs");
const random = (purpose: string): Rng => makeRng({ seed: "rungs together", purpose, number: 0 });
const pointsOf = (purpose: string, count: number) => {
  const rng = random(purpose);
  return Array.from({ length: count }, () => sampleAssignments(space, rng));
};
type Point = ReturnType<typeof sampleAssignments>;
type ValueAt = (point: Point, distance: number) => number;

const sampleOf = (value: ValueAt, point: Point, distance: number): Sample => ({
  units: encodeAssignments(space, point),
  loss: value(point, distance),
  repeats: 1,
  feasible: true,
  ...(distance > 0 && { distance }),
});

/** Forty points at the lowest rung, the best third of them a rung up, the best third of those at the top. */
function ladder(value: ValueAt): readonly Sample[] {
  let points = pointsOf("tried", 40);
  return [1, 0.5, 0].flatMap((distance) => {
    const samples = points.map((point) => sampleOf(value, point, distance));
    const best = points.toSorted((one, other) => value(one, distance) - value(other, distance));
    points = best.slice(0, Math.ceil(points.length / 3));
    return samples;
  });
}

/** How well losses at the top are ranked that nobody has seen. */
function skillOf(value: ValueAt, samples: readonly Sample[]): number {
  const fitted = fitSurrogate({
    kernels: plainKernels,
    features,
    samples,
    warp: "auto",
    draws: 1,
    rng: random("draws"),
  });
  const points = pointsOf("held out", 200);
  const units = points.map((point) => encodeAssignments(space, point));
  const predicted = fitted?.members[0].posterior.predict(features.toFeatures(units)).mean ?? new Float64Array(200);
  return rankCorrelation(
    [...predicted],
    points.map((point) => value(point, 0)),
  );
}

test("what only the lowest rung saw is known at the top: points that were never promoted are expected to be bad", () => {
  const value: ValueAt = (point, distance) => loss(point) * (1 - distance / 4) + 20 * distance;
  const samples = ladder(value);
  const top = samples.filter(({ distance }) => distance === undefined);
  expect(top.length).toBeLessThan(6);
  expect(skillOf(value, samples)).toBeGreaterThan(0.9);
  expect(skillOf(value, top)).toBeLessThan(0.7);
});

test("a rung that says nothing of the top is found out: results at the top are predicted as well as by themselves", () => {
  const misleading: ValueAt = (point, distance) =>
    distance > 0 ? loss({ x: -Number(point.x), y: point.y }) : loss(point);
  const low = pointsOf("low", 40).map((point) => sampleOf(misleading, point, 1));
  const top = pointsOf("top", 25).map((point) => sampleOf(misleading, point, 0));
  expect(skillOf(misleading, [...low, ...top])).toBeGreaterThan(skillOf(misleading, top) - 0.1);
});

test("the incumbent is of the top, however low the losses are below", () => {
  const samples = [
    ...pointsOf("below", 10).map((point) => sampleOf(() => 0, point, 1)),
    ...pointsOf("above", 10).map((point, index) => sampleOf(() => 100 + index, point, 0)),
  ];
  const request = { kernels: plainKernels, features, samples, draws: 1, rng: random("draws") };
  const fitted = fitSurrogate({ ...request, warp: "standard" });
  expect(fitted?.warp.invert(fitted.members[0].incumbentLoss)).toBeGreaterThan(90);
});

test("the lowest rung is taken to be noisier where it is, and only there", () => {
  const noise = random("noise");
  const noisy =
    (deviation: number): ValueAt =>
    (point) =>
      loss(point) / 50 + deviation * standardNormal(noise);
  const ratioOf = (below: number): number | undefined => {
    const samples = [
      ...pointsOf("below", 60).map((point) => sampleOf(noisy(below), point, 1)),
      ...pointsOf("above", 30).map((point) => sampleOf(noisy(0.02), point, 0)),
    ];
    return fitHyperparameters({ kernels: plainKernels, features, samples, warp: "standard" })?.noiseRatio;
  };
  expect(ratioOf(0.5)).toBe(100);
  expect(ratioOf(0.02)).toBeUndefined();
});
