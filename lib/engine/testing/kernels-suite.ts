/** What every implementation of the kernels is held to, against the oracle that is written down formula by formula. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeaturePoints, GpModel, GpPosterior, Kernels } from "../linalg/kernels";
import { arbitraryModelShape, type ModelShape, modelOf, pointsOf } from "./arbitrary-gp-model";
import { concatenate, naiveKernels } from "./naive-kernels";
import { expectSameBits } from "./same-bits";

const SEED = 20_261_125;
const RUNS = 60;
/** Largest difference from the oracle: of variances by the signal variance, of what targets weigh in by signal / noise. */
const DIFFERENCE = 1e-13;
/** Responses divide by how uncertain pending points still are: beside each other they are known to fewer digits. */
const RESPONSE = 1e3;

export function kernelsSuite(kernels: Kernels): void {
  const check = (shapes: fc.Arbitrary<ModelShape>, law: (model: GpModel, shape: ModelShape) => void, runs = RUNS) =>
    fc.assert(
      fc.property(shapes, (shape) => {
        law(modelOf(shape), shape);
        kernels.release();
      }),
      { seed: SEED, numRuns: runs },
    );

  describe("differs from the oracle by at most 1e-13 of the signal (variances) or of signal / noise (the rest)", () => {
    test("likelihood and its gradient", () => {
      check(arbitraryModelShape(), (model) => {
        const [ours, oracle] = [must(kernels.likelihood(model)), must(naiveKernels.likelihood(model))];
        const { signal, noise } = model.hyperparameters;
        expectClose([ours.value], [oracle.value], (signal / noise) * sizeOf([oracle.value]));
        expectClose(ours.gradient, oracle.gradient, (signal / noise) * sizeOf(oracle.gradient));
        expect(kernels.logDensity(model)).toBe(ours.value);
      });
    });

    test("prediction, gradient, covariance, leave-one-out, fitted mean", () => {
      check(arbitraryModelShape(), (model, shape) => {
        const candidates = pointsOf(model.points.layout, 1 + (shape.seed % 70), shape.seed + 1);
        const [ours, oracle] = [posteriorOf(kernels, model), posteriorOf(naiveKernels, model)];
        const { signal, noise } = model.hyperparameters;
        comparePredictions(model, candidates, ours, oracle);
        expectClose(ours.covariance(candidates), oracle.covariance(candidates), signal);
        const [left, expected] = [ours.leaveOneOut(), oracle.leaveOneOut()];
        expectClose(left.variance, expected.variance, signal);
        expectClose(left.mean, expected.mean, signal / noise);
        expectClose(ours.fittedMean(), oracle.fittedMean(), signal / noise);
      });
    });

    test("after pending points", () => {
      check(arbitraryModelShape(), (model, shape) => {
        const [one, two, candidates] = [1, 5, 9].map((count) =>
          pointsOf(model.points.layout, count, shape.seed + count),
        );
        const pend = (posterior: GpPosterior) => must(must(posterior.withPending(one)).withPending(two));
        const [ours, oracle] = [pend(posteriorOf(kernels, model)), pend(posteriorOf(naiveKernels, model))];
        comparePredictions(model, candidates, ours, oracle);
        expect(ours.leaveOneOut()).toEqual(posteriorOf(kernels, model).leaveOneOut());
        const [left, right] = [ours.respondWithGradient(candidates), oracle.respondWithGradient(candidates)];
        const { signal } = model.hyperparameters;
        expect(left.response).toEqual(ours.respond(candidates).response);
        expectClose(left.response, right.response, RESPONSE * signal);
        expectClose(left.responseGradient, right.responseGradient, RESPONSE * signal * sizeOf(right.responseGradient));
      });
    });
  });

  describe("pitfall 11: gradients are derivatives, to 1e-6", () => {
    const gentle = arbitraryModelShape({ nMax: 30, noiseMin: -2 }).map(
      (shape): ModelShape => ({ ...shape, weights: [-1, 1] }),
    );

    test("of the likelihood by ln weights, ln signal, ln noise", () => {
      check(gentle, (model) => {
        const { gradient } = must(kernels.likelihood(model));
        for (const [index, slope] of gradient.entries()) {
          const difference =
            (must(kernels.likelihood(scaledBy(model, index, 1e-5))).value -
              must(kernels.likelihood(scaledBy(model, index, -1e-5))).value) /
            2e-5;
          expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope) + energyOf(model)));
        }
      });
    });

    test("of mean and variance by the numeric features, pending points included", () => {
      check(gentle, (model, shape) => {
        const posterior = must(posteriorOf(kernels, model).withPending(pointsOf(model.points.layout, 2, shape.seed)));
        const at = pointsOf(model.points.layout, 5, shape.seed + 1);
        const { meanGradient, varianceGradient } = posterior.predictWithGradient(at);
        for (const index of meanGradient.keys()) {
          const [up, down] = [1e-5, -1e-5].map((step) => posterior.predict(movedBy(at, index, step)));
          const row = Math.floor(index / shape.numeric);
          const scale = 1 + model.hyperparameters.signal + energyOf(model);
          expect(Math.abs((up.mean[row] - down.mean[row]) / 2e-5 - meanGradient[index])).toBeLessThan(1e-6 * scale);
          const byVariance = (up.variance[row] - down.variance[row]) / 2e-5;
          expect(Math.abs(byVariance - varianceGradient[index])).toBeLessThan(1e-6 * scale);
        }
      });
    });
  });

  test("a mean follows pending values as it would follow observations of them", () => {
    check(arbitraryModelShape({ nMax: 30, noiseMin: -2 }), (model, shape) => {
      const count = 1 + (shape.seed % 5);
      const pending = pointsOf(model.points.layout, count, shape.seed + 1);
      const at = pointsOf(model.points.layout, 7, shape.seed + 2);
      const posterior = must(posteriorOf(kernels, model).withPending(pending));
      const z = Float64Array.from({ length: count }, (_, j) => Math.sin(shape.seed + j));
      const shifted = (points: FeaturePoints): Float64Array => {
        const { response } = posterior.respond(points);
        return posterior
          .predict(points)
          .mean.map((mean, row) => z.reduce((sum, value, j) => sum + value * response[row * count + j], mean));
      };
      const observed = posteriorOf(kernels, {
        ...model,
        points: concatenate(model.points, pending),
        targets: Float64Array.from([...model.targets, ...shifted(pending)]),
        noiseScale: Float64Array.from([...model.noiseScale, ...z.map(() => 1e-9)]),
      });
      for (const [row, mean] of observed.predict(at).mean.entries()) {
        expect(Math.abs(mean - shifted(at)[row])).toBeLessThan(1e-4 * (1 + energyOf(model)));
      }
    });
  });

  describe("pitfall 12: nearly singular matrices", () => {
    test.each([1e-6, 1e-300])("50 copies of one point and noise %d: finite answers", (noise) => {
      const layout = { numeric: 2, codes: 0, groups: 1, groupOf: Int32Array.of(0, 0) };
      const model: GpModel = {
        points: { layout, count: 50, numeric: new Float64Array(100).fill(0.3), codes: new Int32Array(0) },
        targets: Float64Array.from({ length: 50 }, (_, i) => Math.sin(i)),
        noiseScale: new Float64Array(50).fill(1),
        hyperparameters: { weights: Float64Array.of(4), signal: 1, noise },
      };
      const { value, gradient } = must(kernels.likelihood(model));
      expect(Number.isFinite(value)).toBe(true);
      expectFinite(gradient);
      const posterior = posteriorOf(kernels, model);
      const { mean, variance } = posterior.predict(pointsOf(layout, 9, 1));
      expectFinite(mean);
      expectFinite(variance);
      expectFinite(posterior.leaveOneOut().mean);
      kernels.release();
    });

    test("a pending point on an observed one, without noise", () => {
      check(arbitraryModelShape({ nMax: 20 }), (model) => {
        const silent = { ...model, hyperparameters: { ...model.hyperparameters, noise: 1e-300 } };
        const posterior = kernels.condition(silent);
        const { variance } = must(posterior?.withPending(model.points) ?? null).predict(model.points);
        expectFinite(variance);
      });
    });
  });

  test("pitfall 20: pending points leave the mean as it is, bit for bit, and no variance larger", () => {
    check(arbitraryModelShape(), (model, shape) => {
      const posterior = posteriorOf(kernels, model);
      const pending = pointsOf(model.points.layout, 1 + (shape.seed % 6), shape.seed + 2);
      const candidates = pointsOf(model.points.layout, 20, shape.seed + 3);
      const [before, after] = [posterior, must(posterior.withPending(pending))].map((each) => each.predict(candidates));
      expect(after.mean).toEqual(before.mean);
      expect(after.variance.every((variance, index) => variance <= before.variance[index])).toBe(true);
      // There, nothing is left to learn but what jitter hides.
      const there = must(posterior.withPending(pending)).predict(pending).variance;
      for (const variance of there) expect(variance).toBeLessThan(1e-8 * model.hyperparameters.signal);
    });
  });

  describe("screening gives what predicting everything and sorting gives, exactly", () => {
    const scores = {
      "upper bound": (mean: number, variance: number) => Math.sqrt(variance) - mean,
      "probability, flat to the last bit": (mean: number, variance: number) => Math.round(4 * (variance - mean)),
      "not a number for some": (mean: number, variance: number) => Math.log(variance - mean),
      "dependent on the candidate": (mean: number, variance: number, index: number) => variance * (index % 3) - mean,
      "falling with the variance for some": (mean: number, variance: number) => (mean > 0 ? variance : -variance),
      "minus infinity": () => Number.NEGATIVE_INFINITY,
    };
    test.each(Object.entries(scores))("%s", (_, score) => {
      const shapes = arbitraryModelShape().chain((shape) =>
        fc
          .record({ n: fc.integer({ min: 190, max: 330 }), seed: fc.nat(1e6), noise: fc.integer({ min: -6, max: -1 }) })
          .map((more): ModelShape => ({ ...shape, ...more })),
      );
      check(
        shapes,
        (model, shape) => {
          const posterior = posteriorOf(kernels, model);
          // Some known well, some not, some twice.
          const others = pointsOf(model.points.layout, 50 + (shape.seed % 100), shape.seed + 1, 0.2);
          const candidates = concatenate(others, model.points);
          const { mean, variance } = posterior.predict(candidates);
          const all = Array.from(mean, (value, index) => {
            const exact = score(value, variance[index], index);
            return { index, score: Number.isNaN(exact) ? Number.NEGATIVE_INFINITY : exact };
          }).sort((one, other) =>
            one.score === other.score ? one.index - other.index : one.score < other.score ? 1 : -1,
          );
          for (const keep of [0, 1, 10, 500])
            expect(posterior.screen(candidates, score, keep)).toEqual(all.slice(0, keep));
        },
        12,
      );
    });
  });

  test("leave-one-out is what the model without that observation predicts for its target", () => {
    check(arbitraryModelShape({ nMax: 12, noiseMin: -3 }), (model) => {
      const { mean, variance } = posteriorOf(kernels, model).leaveOneOut();
      for (const index of mean.keys()) {
        const { rest, own, noise } = without(model, index);
        const expected = posteriorOf(kernels, rest).predict(own);
        expect(Math.abs(mean[index] - expected.mean[0])).toBeLessThan(1e-8);
        expect(Math.abs(variance[index] - expected.variance[0] - noise)).toBeLessThan(
          1e-9 * (1 + model.hyperparameters.signal),
        );
      }
    });
  });

  test("a number that is none or infinite gives null", () => {
    const model = modelOf({ n: 9, numeric: 2, codes: 1, seed: 1, duplicates: 0, weights: [0, 1], noise: -2 });
    const { points, hyperparameters } = model;
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const spoiled: GpModel[] = [
        { ...model, points: { ...points, numeric: points.numeric.with(3, bad) } },
        { ...model, targets: model.targets.with(0, bad) },
        { ...model, noiseScale: model.noiseScale.with(8, bad) },
        { ...model, hyperparameters: { ...hyperparameters, weights: hyperparameters.weights.with(0, bad) } },
        { ...model, hyperparameters: { ...hyperparameters, signal: bad } },
        { ...model, hyperparameters: { ...hyperparameters, noise: bad } },
      ];
      for (const each of spoiled) {
        expect(kernels.likelihood(each)).toBeNull();
        expect(kernels.logDensity(each)).toBeNull();
        expect(kernels.condition(each)).toBeNull();
      }
      const posterior = posteriorOf(kernels, model);
      expect(posterior.withPending({ ...points, numeric: points.numeric.with(0, bad) })).toBeNull();
    }
    const huge = { ...model, hyperparameters: { ...hyperparameters, signal: Number.MAX_VALUE } };
    expect(kernels.condition({ ...huge, noiseScale: huge.noiseScale.map(() => Number.MAX_VALUE) })).toBeNull();
    kernels.release();
  });

  test("same numbers again, and after other posteriors came, lived beside it and went", () => {
    check(
      arbitraryModelShape(),
      (model, shape) => {
        const candidates = pointsOf(model.points.layout, 70, shape.seed + 1);
        const everything = () => {
          const posterior = posteriorOf(kernels, model);
          const pending = must(posterior.withPending(pointsOf(model.points.layout, 3, shape.seed + 2)));
          return [
            kernels.likelihood(model),
            posterior.predictWithGradient(candidates),
            pending.predictWithGradient(candidates),
            posterior.covariance(candidates),
            posterior.leaveOneOut(),
          ];
        };
        const first = everything();
        const others = [60, 3, 121].map((n) => posteriorOf(kernels, modelOf({ ...shape, n, seed: shape.seed + n })));
        expectSameBits(everything(), first);
        for (const other of others) expectFinite(other.predict(candidates).mean);
        kernels.release();
        expectSameBits(everything(), first);
      },
      20,
    );
  });

  test("what is computed within `during` leaves posteriors from before it as they were", () => {
    check(
      arbitraryModelShape(),
      (model, shape) => {
        const candidates = pointsOf(model.points.layout, 30, shape.seed + 1);
        const posterior = posteriorOf(kernels, model);
        const before = posterior.predictWithGradient(candidates);
        const within = () => must(posterior.withPending(candidates)).predict(candidates);
        const first = kernels.during(within);
        expectSameBits(kernels.during(within), first);
        expectSameBits(posterior.predictWithGradient(candidates), before);
      },
      20,
    );
  });

  test("without observations the prior; without candidates nothing", () => {
    const none = modelOf({ n: 0, numeric: 2, codes: 1, seed: 1, duplicates: 0, weights: [0, 1], noise: -2 });
    const some = modelOf({ n: 5, numeric: 2, codes: 1, seed: 1, duplicates: 0, weights: [0, 1], noise: -2 });
    const { mean, variance } = posteriorOf(kernels, none).predict(pointsOf(none.points.layout, 3, 1));
    expect([...mean, ...variance]).toEqual([0, 0, 0, ...Array(3).fill(none.hyperparameters.signal)]);
    const posterior = posteriorOf(kernels, some);
    const nowhere = pointsOf(some.points.layout, 0, 1);
    expect(posterior.predictWithGradient(nowhere).mean).toHaveLength(0);
    expect(posterior.covariance(nowhere)).toHaveLength(0);
    expect(posterior.screen(nowhere, (value) => value, 3)).toEqual([]);
    expect(must(posterior.withPending(nowhere)).predict(some.points)).toEqual(posterior.predict(some.points));
    kernels.release();
  });
}

function must<Value>(value: Value | null): Value {
  if (value === null) throw new Error("Null where an answer was due.");
  return value;
}

const posteriorOf = (kernels: Kernels, model: GpModel): GpPosterior => must(kernels.condition(model));

function comparePredictions(model: GpModel, at: FeaturePoints, ours: GpPosterior, oracle: GpPosterior): void {
  const { signal, noise } = model.hyperparameters;
  const [left, right] = [ours.predictWithGradient(at), oracle.predictWithGradient(at)];
  expect(ours.predict(at)).toEqual({ mean: left.mean, variance: left.variance });
  expectClose(left.mean, right.mean, signal / noise);
  expectClose(left.variance, right.variance, signal);
  expectClose(left.meanGradient, right.meanGradient, (signal / noise) * sizeOf(right.meanGradient));
  expectClose(left.varianceGradient, right.varianceGradient, signal * sizeOf(right.varianceGradient));
}

function expectClose(ours: ArrayLike<number>, oracle: ArrayLike<number>, scale: number): void {
  expect(ours).toHaveLength(oracle.length);
  let largest = 0;
  for (let index = 0; index < oracle.length; index += 1) {
    largest = Math.max(largest, Math.abs(ours[index] - oracle[index]));
  }
  expect(largest).toBeLessThan(DIFFERENCE * scale);
}

const sizeOf = (values: Iterable<number>): number => Math.max(1, ...Array.from(values, Math.abs));

/** A bound of the root of y' (K + noise)^-1 y. */
function energyOf({ targets, hyperparameters: { noise } }: GpModel): number {
  return Math.sqrt(targets.reduce((sum, target) => sum + target * target, 0) / noise);
}

function expectFinite(values: Float64Array): void {
  expect(values.every(Number.isFinite)).toBe(true);
}

/** Hyperparameter `index` of the likelihood's gradient times e^step. */
function scaledBy(model: GpModel, index: number, step: number): GpModel {
  const { weights, signal, noise } = model.hyperparameters;
  const factor = (place: number): number => (place === index ? Math.exp(step) : 1);
  return {
    ...model,
    hyperparameters: {
      weights: weights.map((weight, group) => weight * factor(group)),
      signal: signal * factor(weights.length),
      noise: noise * factor(weights.length + 1),
    },
  };
}

function movedBy(points: FeaturePoints, index: number, step: number): FeaturePoints {
  return { ...points, numeric: points.numeric.with(index, points.numeric[index] + step) };
}

/** The model without observation `index`, that point alone, and the noise of its target. */
function without(model: GpModel, index: number) {
  const { points, hyperparameters } = model;
  const rows = (values: Float64Array, width: number, keep: boolean) =>
    values.filter((_, place) => (Math.floor(place / width) === index) !== keep);
  const pick = (keep: boolean): FeaturePoints => ({
    layout: points.layout,
    count: keep ? points.count - 1 : 1,
    numeric: rows(points.numeric, points.layout.numeric, keep),
    codes: points.codes.filter((_, place) => (Math.floor(place / points.layout.codes) === index) !== keep),
  });
  const rest: GpModel = {
    ...model,
    points: pick(true),
    targets: rows(model.targets, 1, true),
    noiseScale: rows(model.noiseScale, 1, true),
  };
  return { rest, own: pick(false), noise: hyperparameters.noise * model.noiseScale[index] };
}
