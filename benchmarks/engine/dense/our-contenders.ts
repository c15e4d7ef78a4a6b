import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { makeAcquisition } from "@/lib/engine/acquisition/acquisition";
import type { Backend } from "@/lib/engine/linalg/backend";
import { choleskyInPlace, inverseFromFactor } from "@/lib/engine/linalg/cholesky";
import { factorizeModel, placeOf } from "@/lib/engine/linalg/factored-model";
import type { Kernels, PredictionGradient } from "@/lib/engine/linalg/kernels";
import { panelKernels } from "@/lib/engine/linalg/panel-kernels";
import { arrayBackend } from "@/lib/engine/linalg/plain-kernels";
import { Ranking } from "@/lib/engine/linalg/ranking";
import { wasmBackend } from "@/lib/engine/linalg/wasm-kernels";
import { crossCovariance } from "@/lib/engine/testing/naive-covariance";
import { naiveKernels } from "@/lib/engine/testing/naive-kernels";
import { loadKernelModule } from "@/server/engine-host/load-kernels";
import { type Contender, LocalContender, type Works } from "./contender";
import type { DenseProblem } from "./dense-problem";

const KEEP = 10;
/** Beyond, its inverse takes seconds. */
const ML_MATRIX_INVERSE_MAX = 500;

/** Ours in WebAssembly and in TypeScript, the plain formulas, and the matrix package most used on npm. */
export function ourContenders(moduleFile: string): readonly Contender[] {
  const module = wasmBackend(loadKernelModule(moduleFile));
  return [
    new LocalContender("WebAssembly", (problem) => panelWorks(module, problem)),
    new LocalContender("TypeScript", (problem) => panelWorks(arrayBackend, problem)),
    new LocalContender("plain loops", naiveWorks),
    new LocalContender("ml-matrix", mlMatrixWorks),
  ];
}

function panelWorks<B>(backend: Backend<B>, problem: DenseProblem): Works {
  backend.release();
  const allocate = (length: number): B => {
    const block = backend.allocate(length);
    if (block === null) throw new Error("The benchmark's problem does not fit into memory.");
    return block;
  };
  const factored = factorizeModel(backend, problem.model, allocate);
  if (!factored) throw new Error("The benchmark's matrix is not positive definite.");
  const { stride, tiles, layout, points, scales, diagonal, known } = factored;
  const length = 4 * tiles * stride;
  const [k, work, x] = [allocate(length), allocate(length), allocate(length)];
  backend.covarianceTriangle(k, stride, points, scales, layout.numeric, layout.codes, 0, tiles);
  const matrix = backend.view(k, length);
  for (let i = 0; i < known; i += 1)
    matrix[placeOf(i, i, stride)] = (diagonal[i] ?? 0) + problem.model.hyperparameters.signal;
  const read = (block: B, i: number) => backend.view(block, length)[placeOf(i, i, stride)] ?? Number.NaN;
  return {
    cholesky: () => {
      backend.view(work, length).set(backend.view(k, length));
      backend.factorize(work, stride, 0, tiles);
      return sumOf(known, (i) => Math.log(read(work, i)));
    },
    inverse: () => {
      backend.invertFactor(x, factored.l, stride, tiles);
      backend.negatedInverse(work, x, stride, tiles);
      return -sumOf(known, (i) => read(work, i));
    },
    ...kernelWorks(panelKernels(backend), problem),
  };
}

function naiveWorks(problem: DenseProblem): Works {
  const { points, hyperparameters } = problem.model;
  const n = points.count;
  const k = crossCovariance(points, points, hyperparameters);
  for (let i = 0; i < n; i += 1) k[i * n + i] = hyperparameters.signal + hyperparameters.noise;
  const factor = k.slice();
  choleskyInPlace(factor, n);
  return {
    cholesky: () => {
      const l = k.slice();
      choleskyInPlace(l, n);
      return sumOf(n, (i) => Math.log(l[i * n + i] ?? Number.NaN));
    },
    inverse: () => {
      const inverse = inverseFromFactor(factor, n);
      return sumOf(n, (i) => inverse[i * n + i] ?? Number.NaN);
    },
    ...kernelWorks(naiveKernels, problem),
  };
}

function mlMatrixWorks({ model }: DenseProblem): Works {
  const { points, hyperparameters } = model;
  const n = points.count;
  const k = Matrix.from1DArray(n, n, crossCovariance(points, points, hyperparameters));
  for (let i = 0; i < n; i += 1) k.set(i, i, hyperparameters.signal + hyperparameters.noise);
  const factor = new CholeskyDecomposition(k);
  const inverse = () => {
    const result = factor.solve(Matrix.eye(n));
    return sumOf(n, (i) => result.get(i, i));
  };
  return {
    cholesky: () => {
      const { lowerTriangularMatrix } = new CholeskyDecomposition(k);
      return sumOf(n, (i) => Math.log(lowerTriangularMatrix.get(i, i)));
    },
    ...(n <= ML_MATRIX_INVERSE_MAX && { inverse }),
  };
}

function kernelWorks(kernels: Kernels, { model, candidates, starts, incumbent }: DenseProblem): Works {
  const posterior = kernels.condition(model);
  if (!posterior) throw new Error("The benchmark's matrix is not positive definite.");
  const acquisition = makeAcquisition("log-ei", incumbent);
  const score = (mean: number, variance: number) => acquisition.value(mean, Math.sqrt(variance));
  const sum = ({ mean, variance, meanGradient, varianceGradient }: PredictionGradient) =>
    [mean, variance, meanGradient, varianceGradient].reduce(
      (total, each) => total + each.reduce((a, b) => a + b, 0),
      0,
    );
  return {
    likelihood: () => {
      const likelihood = kernels.likelihood(model);
      return likelihood ? likelihood.value + likelihood.gradient.reduce((a, b) => a + b, 0) : Number.NaN;
    },
    screen: () => posterior.screen(candidates, score, KEEP)[0]?.index ?? Number.NaN,
    screenAll: () => {
      const { mean, variance } = posterior.predict(candidates);
      const ranking = new Ranking(KEEP);
      for (const [index, value] of mean.entries()) ranking.add(index, score(value, variance[index] ?? Number.NaN));
      return ranking.best[0]?.index ?? Number.NaN;
    },
    gradients: () => sum(posterior.predictWithGradient(starts)),
  };
}

const sumOf = (count: number, value: (i: number) => number): number =>
  Array.from({ length: count }, (_, i) => value(i)).reduce((a, b) => a + b, 0);
