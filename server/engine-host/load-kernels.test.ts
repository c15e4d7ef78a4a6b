import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Kernels } from "@/lib/engine/linalg/kernels";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import { wasmKernels } from "@/lib/engine/linalg/wasm-kernels";
import { arbitraryModelShape, modelOf, pointsOf } from "@/lib/engine/testing/arbitrary-gp-model";
import { kernelsSuite } from "@/lib/engine/testing/kernels-suite";
import { expectSameBits } from "@/lib/engine/testing/same-bits";
import { loadKernelModule, loadKernels } from "./load-kernels";

const MODULE = ".build/kernels.wasm";
/** The worst that earlier use could have left in memory. */
const LEFTOVER = Number.NaN;

kernelsSuite(loadKernels(MODULE));

/** Everything that can be asked of a model, some of it after pending points. */
function answersOf(kernels: Kernels, shape: Parameters<typeof modelOf>[0]) {
  const model = modelOf(shape);
  const { layout } = model.points;
  const candidates = pointsOf(layout, 70, shape.seed + 1);
  const posterior = kernels.condition(model);
  const pending = posterior?.withPending(pointsOf(layout, 1 + (shape.seed % 5), shape.seed + 2));
  const score = (mean: number, variance: number) => Math.sqrt(variance) - mean;
  const answers = {
    likelihood: kernels.likelihood(model),
    posterior: [posterior, pending].map((each) => ({
      predicted: each?.predictWithGradient(candidates),
      covariance: each?.covariance(candidates),
      screened: each?.screen(candidates, score, 5),
      left: each?.leaveOneOut(),
      fitted: each?.fittedMean(),
    })),
  };
  kernels.release();
  return answers;
}

describe("the WebAssembly module and its TypeScript twin", () => {
  const shapes = fc.oneof(
    arbitraryModelShape(),
    arbitraryModelShape({ noiseMin: -14 }),
    arbitraryModelShape({ nMax: 10 }).map((shape) => ({ ...shape, n: shape.n + 200 })),
  );

  test("give the same bits, whatever memory held before", () => {
    const module = loadKernelModule(MODULE);
    const kernels = wasmKernels(module);
    fc.assert(
      fc.property(shapes, (shape) => {
        const free = Math.ceil(module.firstFree() / 8);
        new Float64Array(module.memory.buffer).fill(LEFTOVER, free);
        expectSameBits(answersOf(kernels, shape), answersOf(plainKernels, shape));
      }),
      { seed: 20_261_125, numRuns: 30 },
    );
  });

  test("give the same bits when memory ends on the way, and go on working", () => {
    const kernels = wasmKernels(loadKernelModule(MODULE), 600_000);
    fc.assert(
      fc.property(shapes, (shape) => {
        expectSameBits(answersOf(kernels, shape), answersOf(plainKernels, shape));
      }),
      { seed: 20_261_126, numRuns: 20 },
    );
  });

  test("a system that gives no more memory is no error either", () => {
    const module = loadKernelModule(MODULE);
    const refusing = {
      ...module,
      memory: {
        get buffer() {
          return module.memory.buffer;
        },
        grow: () => {
          throw new RangeError("no more");
        },
      },
    };
    const shape = { n: 120, numeric: 3, codes: 1, seed: 3, duplicates: 0, weights: [-1, 1], noise: -3 } as const;
    expectSameBits(answersOf(wasmKernels(refusing), shape), answersOf(plainKernels, shape));
  });
});

test("a posterior does not outlive its kernels' release", () => {
  const kernels = loadKernels(MODULE);
  const model = modelOf({ n: 9, numeric: 2, codes: 0, seed: 1, duplicates: 0, weights: [0, 1], noise: -2 });
  const posterior = kernels.condition(model);
  kernels.release();
  expect(() => posterior?.predict(model.points)).toThrow("released");
});

test("memory is given back: a thousand posteriors fit where one does", () => {
  const module = loadKernelModule(MODULE);
  const kernels = wasmKernels(module);
  const model = modelOf({ n: 100, numeric: 2, codes: 0, seed: 1, duplicates: 0, weights: [0, 1], noise: -2 });
  for (let round = 0; round < 1_000; round += 1) {
    kernels.condition(model)?.predict(model.points);
    kernels.likelihood(model);
    kernels.release();
  }
  expect(module.memory.buffer.byteLength).toBeLessThan(2 ** 20);
});

test("what is no such module is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "tellus-kernels-"));
  expect(() => loadKernels(join(folder, "absent.wasm"))).toThrow("ENOENT");
  writeFileSync(join(folder, "other.wasm"), Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  expect(() => loadKernels(join(folder, "other.wasm"))).toThrow("npm run build:kernels");
  writeFileSync(join(folder, "cut.wasm"), readFileSync(MODULE).subarray(0, 1_000));
  expect(() => loadKernels(join(folder, "cut.wasm"))).toThrow();
});
