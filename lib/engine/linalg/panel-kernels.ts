/** The kernels over panel matrices: likelihood here, posteriors in panel-posterior.ts, the inner loops in a backend. */
import { type Allocate, type Backend, keeping, withScratch } from "./backend";
import { areFinite, columnsOf, type FactoredModel, factorizeModel, placeOf } from "./factored-model";
import type { GpModel, GpPosterior, Kernels, Likelihood } from "./kernels";
import { PanelPosterior } from "./panel-posterior";

const LOG_2PI = Math.log(2 * Math.PI);
/** Names the rounding: whichever backend it is, the operations and their order are these. */
const ID = "panels-1";

/** `fallback` computes what `backend` has no memory for; the numbers are the same. */
export function panelKernels<B>(backend: Backend<B>, fallback?: Kernels): Kernels {
  const elsewhere = (): Kernels => {
    if (!fallback) throw new RangeError("There is not enough memory for a Gaussian process of this size.");
    return fallback;
  };
  return {
    id: ID,
    likelihood: (model) => {
      const result = withScratch(backend, (allocate) => ({ value: likelihood(backend, model, allocate) }));
      return result ? result.value : elsewhere().likelihood(model);
    },
    logDensity: (model) => {
      const result = withScratch(backend, (allocate) => ({ value: densityOf(backend, model, allocate) }));
      return result ? result.value : elsewhere().logDensity(model);
    },
    condition: (model): GpPosterior | null => {
      const { enough, kept } = keeping(backend, (allocate) => factorizeModel(backend, model, allocate));
      if (!enough) return elsewhere().condition(model);
      return kept && new PanelPosterior({ backend, elsewhere, model, pending: [] }, kept);
    },
    during(work) {
      const mark = backend.mark();
      try {
        return work();
      } finally {
        backend.reset(mark);
      }
    },
    release: () => backend.release(),
  };
}

function densityOf<B>(backend: Backend<B>, model: GpModel, allocate: Allocate<B>): number | null {
  const factored = factorizeModel(backend, model, allocate);
  const value = factored ? logDensity(backend, factored, model.targets) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function likelihood<B>(backend: Backend<B>, model: GpModel, allocate: Allocate<B>): Likelihood | null {
  const factored = factorizeModel(backend, model, allocate);
  if (!factored) return null;
  const { tiles, stride, l } = factored;
  const { targets, noiseScale, hyperparameters, points } = model;
  const { signal, noise } = hyperparameters;
  const value = logDensity(backend, factored, targets);
  const x = allocate(4 * tiles * stride);
  backend.invertFactor(x, l, stride, tiles);
  // The factor is done with; its place takes the inverse.
  backend.negatedInverse(l, x, stride, tiles);
  const totals = pairTotals(backend, factored, allocate);
  const { layout } = points;
  const gradient = new Float64Array(layout.groups + 2);
  for (let k = 0; k < columnsOf(layout); k += 1) gradient[layout.groupOf[k]] += totals[1 + k];
  const inverse = backend.view(l, 4 * tiles * stride);
  const alpha = backend.view(factored.alpha, 4 * tiles);
  let bySignal = 0;
  let byNoise = 0;
  for (let i = 0; i < points.count; i += 1) {
    // ½ tr((α αᵀ - K⁻¹) ∂K) (R&W eq. 5.9); the pairs above counted twice, hence no ½ there.
    const own = 0.5 * (alpha[i] * alpha[i] + inverse[placeOf(i, i, stride)]);
    bySignal += own * signal;
    byNoise += own * noise * noiseScale[i];
  }
  gradient[layout.groups] = totals[0] + bySignal;
  gradient[layout.groups + 1] = byNoise;
  return Number.isFinite(value) && areFinite(gradient) ? { value, gradient } : null;
}

function logDensity<B>(backend: Backend<B>, factored: FactoredModel<B>, targets: Float64Array): number {
  const { tiles, stride, l } = factored;
  const factor = backend.view(l, 4 * tiles * stride);
  const alpha = backend.view(factored.alpha, 4 * tiles);
  let value = -0.5 * targets.length * LOG_2PI;
  for (let i = 0; i < targets.length; i += 1) {
    value -= 0.5 * targets[i] * alpha[i] + Math.log(factor[placeOf(i, i, stride)]);
  }
  return value;
}

function pairTotals<B>(backend: Backend<B>, factored: FactoredModel<B>, allocate: Allocate<B>): Float64Array {
  const { layout, points, scales, alpha, l, stride, tiles } = factored;
  const length = 1 + columnsOf(layout);
  const totals = allocate(length);
  const rowSums = allocate(4 * length);
  backend.view(totals, length).fill(0);
  backend.likelihoodGradient(totals, rowSums, points, scales, layout.numeric, layout.codes, alpha, l, stride, tiles);
  return backend.view(totals, length).slice();
}
