/**
 * Monotone warps of losses (smaller is better) to targets of mean 0 and variance 1: what a Gaussian process can model.
 * Results of an ML study are often off the scale (divergence, a log-loss of 10); unwarped they flatten the region that
 * matters. Which warp suits is for the data to say, not for us.
 *
 * - `standard`: shift and scale alone.
 * - `yeo-johnson`: the power family of Yeo & Johnson 2000, Biometrika 87, 954-959, its λ by maximum likelihood.
 * - `half-rank`: losses worse than the median by their rank, then a logarithm that stretches the best
 *   (Song et al. 2024, The Vizier Gaussian process bandit algorithm, arXiv:2408.11527, section 3.1).
 */
import { normalQuantile } from "./normal";

export const targetWarps = ["standard", "yeo-johnson", "half-rank"] as const;
export type TargetWarpId = (typeof targetWarps)[number];

export interface TargetWarp {
  readonly id: TargetWarpId;
  /** Of the losses it was fitted to, in their order. Mean 0, variance 1; all 0 when all losses are equal. */
  readonly targets: Float64Array;
  /** ln of the warp's derivative at loss i: what makes densities of warps comparable. Not meaningful where ranks count. */
  logSlope(index: number): number;
  /** The loss that this target stands for. */
  invert(target: number): number;
}

/** Fits a warp. Losses are finite; their spread may be anything that doubles can hold. */
export function fitTargetWarp(id: TargetWarpId, losses: readonly number[]): TargetWarp {
  const scaled = toPlainScale(losses);
  const shape =
    id === "standard" ? identity : id === "yeo-johnson" ? yeoJohnson(scaled.values) : halfRank(scaled.values);
  const warped = scaled.values.map((value) => shape.apply(value));
  const { center, spread } = momentsOf(warped);
  return {
    id,
    targets: Float64Array.from(warped, (value) => (value - center) / spread),
    logSlope: (index) => shape.logSlope(scaled.values[index]) - Math.log(spread) - Math.log(scaled.unit),
    invert: (target) => shape.invert(center + target * spread) * scaled.unit + scaled.center,
  };
}

interface Shape {
  apply(value: number): number;
  logSlope(value: number): number;
  invert(warped: number): number;
}

const identity: Shape = { apply: (value) => value, logSlope: () => 0, invert: (warped) => warped };

interface PlainScale {
  readonly values: readonly number[];
  readonly center: number;
  readonly unit: number;
}

/**
 * Losses about their median in units of their spread, so that what follows may add and square: losses of ±1e308 would
 * overflow, and those of 1e-300 vanish.
 */
function toPlainScale(losses: readonly number[]): PlainScale {
  const sorted = [...losses].sort((one, other) => one - other);
  const center = quantileOf(sorted, 0.5);
  const size = Math.max(...losses.map((loss) => Math.abs(loss / 4 - center / 4)));
  if (size === 0) return { values: losses.map(() => 0), center, unit: 1 };
  const relative = losses.map((loss) => (loss / 4 - center / 4) / size);
  const middle = Math.sqrt(relative.reduce((sum, value) => sum + value * value, 0) / losses.length);
  // Products of extremes are taken in an order that stays within doubles.
  return {
    values: relative.map((value) => value / middle),
    center,
    unit: Math.min(middle * size * 4, Number.MAX_VALUE),
  };
}

function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (at % 1) * (sorted[Math.ceil(at)] / 2 - below / 2) * 2;
}

function momentsOf(values: readonly number[]): { readonly center: number; readonly spread: number } {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length;
  return { center, spread: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** ψ(λ, y) of Yeo & Johnson (eq. 2.1). */
export function yeoJohnsonTransform(value: number, lambda: number): number {
  return transformed(value >= 0, Math.log1p(Math.abs(value)), lambda);
}

/** By the sign of y and ln(1 + |y|). */
function transformed(positive: boolean, log: number, lambda: number): number {
  if (positive) return Math.abs(lambda) < 1e-12 ? log : Math.expm1(lambda * log) / lambda;
  const mirrored = 2 - lambda;
  return Math.abs(mirrored) < 1e-12 ? -log : -Math.expm1(mirrored * log) / mirrored;
}

function yeoJohnsonInverse(warped: number, lambda: number): number {
  if (warped >= 0) {
    // Below λ = 0 the transform is bounded: beyond the bound there is no loss, and the largest stands for it.
    return Math.abs(lambda) < 1e-12
      ? Math.expm1(warped)
      : Math.expm1(Math.log1p(Math.max(lambda * warped, -1 + 1e-12)) / lambda);
  }
  const mirrored = 2 - lambda;
  if (Math.abs(mirrored) < 1e-12) return -Math.expm1(-warped);
  return -Math.expm1(Math.log1p(Math.max(-mirrored * warped, -1 + 1e-12)) / mirrored);
}

/** Beyond this the transform is a step for all that matters, and its inverse a guess. */
const LAMBDA_RANGE = [-2, 4] as const;

function yeoJohnson(values: readonly number[]): Shape {
  // The search asks for one λ after the other: what does not depend on it is computed once.
  const logs = values.map((value) => Math.log1p(Math.abs(value)));
  const bend = values.reduce((sum, value, index) => sum + Math.sign(value) * logs[index], 0);
  const minusLikelihood = (lambda: number): number => {
    const { spread } = momentsOf(values.map((value, index) => transformed(value >= 0, logs[index], lambda)));
    // Profile log likelihood of λ (Yeo & Johnson, eq. 3.2).
    return -(-values.length * Math.log(spread) + (lambda - 1) * bend);
  };
  const lambda = goldenSection(minusLikelihood, LAMBDA_RANGE);
  return {
    apply: (value) => yeoJohnsonTransform(value, lambda),
    logSlope: (value) => (lambda - 1) * Math.sign(value) * Math.log1p(Math.abs(value)),
    invert: (warped) => yeoJohnsonInverse(warped, lambda),
  };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Minimizes over an interval; finds the minimum when there is one, and some local one otherwise. */
function goldenSection(f: (x: number) => number, [from, to]: readonly [number, number]): number {
  let [low, high] = [from, to];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 40; step += 1) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** Keeps the best range of values on [-0.5, 0.5] after the logarithm; larger stretches the best more. */
const LOG_OFFSET = 1.5;

function halfRank(values: readonly number[]): Shape {
  const sorted = [...values].sort((one, other) => one - other);
  const ranked = rankWarp(sorted);
  const [lowest, highest] = [sorted[0], ranked(sorted[sorted.length - 1])];
  const range = highest - lowest || 1;
  // Stretches by how far a value is from the best: steep there, flat at the worst.
  const logarithm = (value: number): number =>
    Math.log1p(((value - lowest) / range) * (LOG_OFFSET - 1)) / Math.log(LOG_OFFSET) - 0.5;
  const apply = (value: number): number => logarithm(ranked(value));
  const knots = sorted.map((value) => [apply(value), value] as const);
  return {
    apply,
    logSlope: (value) =>
      Math.log((LOG_OFFSET - 1) / range / Math.log(LOG_OFFSET) / (1 + ((value - lowest) / range) * (LOG_OFFSET - 1))),
    invert: (warped) => interpolate(knots, warped),
  };
}

/**
 * Values up to the median as they are; worse ones replaced by normal quantiles of their rank, in units of the better
 * half's spread. Ties stay ties.
 */
export function rankWarp(sorted: readonly number[]): (value: number) => number {
  const median = quantileOf(sorted, 0.5);
  const better = sorted.filter((value) => value <= median);
  const spread = Math.sqrt(better.reduce((sum, value) => sum + (value - median) ** 2, 0) / better.length) || 1;
  return (value) => {
    if (value <= median) return value;
    const first = sorted.findIndex((other) => other >= value);
    const behind = sorted.findIndex((other) => other > value);
    const rank = (first + (behind < 0 ? sorted.length : behind) - 1) / 2;
    return median + spread * normalQuantile((rank + 0.5) / sorted.length);
  };
}

/** Straight lines through increasing knots; beyond the ends, on along the last piece. */
function interpolate(knots: readonly (readonly [x: number, y: number])[], x: number): number {
  const distinct = knots.filter(([at], index) => index === 0 || at > knots[index - 1][0]);
  if (distinct.length < 2) return distinct[0][1];
  const above = distinct.findIndex(([at]) => at > x);
  const right = above < 0 ? distinct.length - 1 : Math.max(1, above);
  const [[x0, y0], [x1, y1]] = [distinct[right - 1], distinct[right]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
