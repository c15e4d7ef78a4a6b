import { describe, expect, test } from "vitest";
import { plainKernels } from "../../linalg/plain-kernels";
import type { Problem, Source } from "../../problem";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { encodeAssignments } from "../../space/encode";
import { sampleAssignments } from "../../space/sample";
import type { Assignments } from "../../space/space";
import { branin } from "../../testing/known-objectives";
import { featureMap } from "./features";
import { sourceFits } from "./source-fits";
import { priorOfSources, weighSources } from "./source-models";
import { conditionSurrogate, fitHyperparameters } from "./surrogate";

const { space, loss } = branin;
const means = { kernels: plainKernels, features: featureMap(compileSpace(space)) };
const pointsOf = (purpose: string, count: number): readonly Assignments[] =>
  Array.from({ length: count }, (_, number) => sampleAssignments(space, makeRng({ seed: "sources", purpose, number })));
const sourceOf = (purpose: string, value: (point: Assignments) => number): Source => ({
  results: pointsOf(purpose, 40).map((assignments) => ({ assignments, values: { loss: value(assignments) } })),
});

/** Ten results of branin, and what is made of sources beside them. */
function transfer(sources: readonly Source[]) {
  const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], sources, seed: "sources" };
  const samples = pointsOf("own", 10).map((point) => ({
    units: encodeAssignments(space, point),
    loss: loss(point),
    repeats: 1,
    feasible: true,
  }));
  const fits = sourceFits(problem, means);
  const alone = fitHyperparameters({ ...means, samples, warp: "standard" });
  if (!alone) throw new Error("No fit.");
  const rng = makeRng({ seed: "sources", purpose: "weights", number: 0 });
  const weights = weighSources(fits, { ...means, samples, fit: alone, rng });
  const prior = priorOfSources(fits, weights, means);
  const condition = (with_: typeof prior) => {
    const fit = with_ ? fitHyperparameters({ ...means, samples, warp: "standard", prior: with_ }) : alone;
    const surrogate = fit && conditionSurrogate({ ...means, samples, draws: 1, rng, prior: with_ }, fit);
    if (!surrogate) throw new Error("No model.");
    return surrogate.members[0].posterior;
  };
  return { samples, weights, prior, alone: condition(null), warm: condition(prior) };
}

describe("sources as a prior mean", () => {
  const related = sourceOf("related", (point) => 3 * loss(point) + 40);
  const mirrored = sourceOf("mirrored", (point) => -loss(point));

  test("a related source is believed, one that ranks the other way round is not", () => {
    const { weights } = transfer([mirrored, related]);
    expect(weights?.sources[0]).toBe(0);
    expect(weights?.sources[1]).toBeGreaterThan(0.5);
    expect((weights?.target ?? 0) + (weights?.sources[1] ?? 0)).toBeCloseTo(1, 12);
  });

  test("a source that is not believed leaves the model as it is without any", () => {
    const { prior, weights } = transfer([mirrored]);
    expect(weights).toEqual({ sources: [0], target: 1 });
    expect(prior).toBeNull();
  });

  test("with a related source points not yet tried are predicted better", () => {
    const { alone, warm } = transfer([related]);
    const held = pointsOf("held out", 200);
    const points = means.features.toFeatures(held.map((point) => encodeAssignments(space, point)));
    const wrong = (mean: Float64Array): number => {
      let pairs = 0;
      for (let j = 1; j < held.length; j += 1) {
        if (mean[j] < mean[j - 1] !== loss(held[j]) < loss(held[j - 1])) pairs += 1;
      }
      return pairs / (held.length - 1);
    };
    expect(wrong(warm.predict(points).mean)).toBeLessThan(wrong(alone.predict(points).mean) / 2);
  });

  test("the gradient of the mean is that of its values", () => {
    const { warm } = transfer([related, sourceOf("shifted", ({ x, y }) => loss({ x: Number(x) + 1, y: Number(y) }))]);
    const at = (x: number, y: number) => means.features.toFeatures([Float64Array.of(x, y)]);
    const [x, y, step] = [0.31, 0.62, 1e-5];
    const { meanGradient } = warm.predictWithGradient(at(x, y));
    const meanAt = (dx: number, dy: number) => warm.predict(at(x + dx, y + dy)).mean[0];
    expect(meanGradient[0]).toBeCloseTo((meanAt(step, 0) - meanAt(-step, 0)) / (2 * step), 4);
    expect(meanGradient[1]).toBeCloseTo((meanAt(0, step) - meanAt(0, -step)) / (2 * step), 4);
  });

  test("pitfall 20: with sources too, pending trials leave the mean alone and lower the variance", () => {
    const { warm } = transfer([related]);
    const points = means.features.toFeatures(pointsOf("held out", 20).map((point) => encodeAssignments(space, point)));
    const pending = warm.withPending(means.features.toFeatures([Float64Array.of(0.5, 0.5)]));
    const [before, after] = [warm.predict(points), pending?.predict(points)];
    expect(after?.mean).toEqual(before.mean);
    expect(after?.variance.every((variance, index) => variance <= before.variance[index] + 1e-12)).toBe(true);
    expect(after?.variance.some((variance, index) => variance < 0.9 * before.variance[index])).toBe(true);
  });

  test("what screening finds best is what predicting everywhere finds best", () => {
    const { warm } = transfer([related]);
    const points = means.features.toFeatures(pointsOf("held out", 100).map((point) => encodeAssignments(space, point)));
    const { mean, variance } = warm.predict(points);
    const scores = mean.map((center, index) => -center + Math.sqrt(variance[index]));
    const best = [...scores.keys()].sort((one, other) => scores[other] - scores[one]).slice(0, 5);
    const screened = warm.screen(points, (center, spread) => -center + Math.sqrt(spread), 5);
    expect(screened.map(({ index }) => index)).toEqual(best);
  });
});
