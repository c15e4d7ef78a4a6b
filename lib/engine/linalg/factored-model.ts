/** Observations and hyperparameters as panels, factorized: what likelihoods and posteriors are computed from. */
import type { Allocate, Backend } from "./backend";
import { type FeatureLayout, type FeaturePoints, type GpModel, JITTERS, pendingJitters } from "./kernels";
import { panelsOf, strideOf } from "./panel-routines";

/** L Lᵀ = K + diagonal over the known points, and α = (K + noise)⁻¹ y over the observed ones. */
export interface FactoredModel<B> {
  readonly layout: FeatureLayout;
  /** How many points explain the mean. */
  readonly observed: number;
  /** How many explain the variance: those observed, then the pending ones. */
  readonly known: number;
  /** How many of the known points were appended last: 0 before any. */
  readonly appended: number;
  readonly tiles: number;
  readonly stride: number;
  readonly signal: number;
  readonly points: B;
  /** The signal variance, then a weight per column. */
  readonly scales: B;
  readonly l: B;
  /** 0 for pending points. */
  readonly alpha: B;
  /** What was added to the diagonal of K: noise and jitter. */
  readonly diagonal: Float64Array;
  /** Place in JITTERS. */
  readonly jitter: number;
}

export const columnsOf = ({ numeric, codes }: FeatureLayout): number => numeric + codes;

/** Null when not positive definite, not even with the largest jitter, or when numbers overflow. */
export function factorizeModel<B>(backend: Backend<B>, model: GpModel, allocate: Allocate<B>): FactoredModel<B> | null {
  if (!isUsable(model)) return null;
  const { points, noiseScale, targets, hyperparameters } = model;
  const { layout, count } = points;
  const tiles = panelsOf(count);
  const made = {
    layout,
    observed: count,
    known: count,
    appended: 0,
    tiles,
    stride: strideOf(count),
    signal: hyperparameters.signal,
    points: allocate(4 * tiles * columnsOf(layout)),
    scales: allocate(1 + columnsOf(layout)),
    l: allocate(4 * tiles * strideOf(count)),
    alpha: allocate(4 * tiles),
  };
  writeFeatures(backend.view(made.points, 4 * tiles * columnsOf(layout)), 0, points, indicesOf(count));
  const scales = backend.view(made.scales, 1 + columnsOf(layout));
  scales[0] = hyperparameters.signal;
  for (let k = 0; k < columnsOf(layout); k += 1) scales[1 + k] = hyperparameters.weights[layout.groupOf[k]];
  for (let jitter = 0; jitter < JITTERS.length; jitter += 1) {
    const diagonal = noiseScale.map(
      (scale) => hyperparameters.noise * scale + JITTERS[jitter] * hyperparameters.signal,
    );
    const factored = { ...made, diagonal, jitter };
    if (factorizeFrom(backend, factored, 0)) return solveTargets(backend, factored, targets) ? factored : null;
  }
  return null;
}

/** Rows for more points, without noise, below those of the factor. These have no targets; α stays. */
export function appendPoints<B>(
  backend: Backend<B>,
  factored: FactoredModel<B>,
  points: FeaturePoints,
  allocate: Allocate<B>,
): FactoredModel<B> | null {
  if (!areFinite(points.numeric)) return null;
  const known = factored.known + points.count;
  const tiles = panelsOf(known);
  const columns = columnsOf(factored.layout);
  const extended = {
    ...factored,
    known,
    appended: points.count,
    tiles,
    stride: strideOf(known),
    points: allocate(4 * tiles * columns),
    l: allocate(4 * tiles * strideOf(known)),
    alpha: allocate(4 * tiles),
  };
  copyHead(backend, factored, extended);
  writeFeatures(backend.view(extended.points, 4 * tiles * columns), factored.known, points, indicesOf(points.count));
  // Only the new rows get more jitter when they need it: those before stay as they are, and so no variance grows.
  for (const jitter of pendingJitters(factored.jitter)) {
    const diagonal = new Float64Array(known).fill(jitter * factored.signal);
    diagonal.set(factored.diagonal);
    const result = { ...extended, diagonal };
    if (factorizeFrom(backend, result, factored.known >> 2)) return result;
  }
  return null;
}

/** Points into panels from row `at` on, codes behind the numerics. The last panel is filled up with the last point. */
export function writeFeatures(to: Float64Array, at: number, points: FeaturePoints, indices: ArrayLike<number>): void {
  const { numeric, codes } = points.layout;
  const columns = numeric + codes;
  const end = indices.length === 0 ? at : 4 * panelsOf(at + indices.length);
  for (let row = at; row < end; row += 1) {
    const source = indices[Math.min(row - at, indices.length - 1)];
    const base = 4 * (row >> 2) * columns + (row & 3);
    for (let k = 0; k < numeric; k += 1) to[base + 4 * k] = points.numeric[source * numeric + k];
    for (let k = 0; k < codes; k += 1) to[base + 4 * (numeric + k)] = points.codes[source * codes + k];
  }
}

/** 0, 1, … */
export function indicesOf(count: number, from = 0): Int32Array {
  const indices = new Int32Array(count);
  for (let k = 0; k < count; k += 1) indices[k] = from + k;
  return indices;
}

/** Factorizes panels from `first` on, those before being there already. */
function factorizeFrom<B>(backend: Backend<B>, factored: FactoredModel<B>, first: number): boolean {
  const { layout, known, tiles, stride, l, diagonal } = factored;
  backend.covarianceTriangle(l, stride, factored.points, factored.scales, layout.numeric, layout.codes, first, tiles);
  const matrix = backend.view(l, 4 * tiles * stride);
  for (let i = 4 * first; i < known; i += 1) matrix[placeOf(i, i, stride)] += diagonal[i];
  for (let i = known; i < 4 * tiles; i += 1) {
    for (let j = 0; j < 4 * tiles; j += 1) matrix[placeOf(i, j, stride)] = i === j ? 1 : 0;
  }
  return backend.factorize(l, stride, first, tiles) === 1;
}

export const placeOf = (i: number, j: number, stride: number): number => ((i >> 2) * stride + j) * 4 + (i & 3);

function solveTargets<B>(backend: Backend<B>, factored: FactoredModel<B>, targets: Float64Array): boolean {
  const { alpha, l, stride, tiles } = factored;
  const length = 4 * tiles;
  backend.view(alpha, length).fill(0).set(targets);
  backend.solveVector(alpha, l, stride, tiles);
  backend.solveVectorTransposed(alpha, l, stride, tiles);
  return areFinite(backend.view(alpha, length));
}

function copyHead<B>(backend: Backend<B>, from: FactoredModel<B>, to: FactoredModel<B>): void {
  const columns = columnsOf(from.layout);
  const copy = (source: B, target: B, length: number) => backend.view(target, length).set(backend.view(source, length));
  copy(from.points, to.points, 4 * from.tiles * columns);
  const alpha = backend.view(to.alpha, 4 * to.tiles);
  alpha.fill(0).set(backend.view(from.alpha, 4 * from.tiles));
  const source = backend.view(from.l, 4 * from.tiles * from.stride);
  const target = backend.view(to.l, 4 * to.tiles * to.stride);
  for (let panel = 0; panel < from.known >> 2; panel += 1) {
    const start = 4 * panel * from.stride;
    target.set(source.subarray(start, start + 16 * (panel + 1)), 4 * panel * to.stride);
  }
}

function isUsable({ points, targets, noiseScale, hyperparameters }: GpModel): boolean {
  const { weights, signal, noise } = hyperparameters;
  return (
    signal > 0 &&
    noise >= 0 &&
    areFinite([signal, noise]) &&
    [points.numeric, targets, noiseScale, weights].every(areFinite) &&
    weights.every((weight) => weight >= 0) &&
    noiseScale.every((scale) => scale >= 0)
  );
}

export function areFinite(values: ArrayLike<number>): boolean {
  for (let k = 0; k < values.length; k += 1) if (!Number.isFinite(values[k])) return false;
  return true;
}
