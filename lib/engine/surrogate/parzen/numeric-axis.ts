/**
 * Normal kernels cut to the unit interval, for one coordinate with an order.
 *
 *   z = (u - mean_k) / sd_k      ln K_k(u) = -z²/2 - ln(sd_k √(2π)) - ln mass_k(0, 1)            on a continuum
 *   ln P_k(level) = ln mass_k(cell) - ln mass_k(0, 1),   mass_k(a, b) = Φ((b - mean_k) / sd_k) - Φ((a - mean_k) / sd_k)
 */
import { truncatedNormal, uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { betaCdf, betaQuantile, logBeta } from "../../stats/beta";
import { logNormalMass } from "../../stats/truncated-normal";
import { bandwidths } from "./bandwidths";
import type { CellOf, ParzenAxis } from "./parzen-axis";

export type NumericPrior =
  | { readonly type: "normal"; readonly mean: number; readonly deviation: number }
  | { readonly type: "beta"; readonly a: number; readonly b: number };

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** A prior sharper or wider than this would overflow z² or vanish; nothing is lost between. */
const PRIOR_DEVIATION_MIN = 1e-9;
const PRIOR_DEVIATION_MAX = 1e9;
/** A beta density may be infinite at the ends: it is taken this far inside. */
const BETA_INSET = 1e-9;

/** `cellOf` is null on a continuum. */
export function numericAxis(prior: NumericPrior, cellOf: CellOf | null): ParzenAxis {
  return {
    kernels: (units) => {
      const normals = normalKernels(prior, units);
      const constants = constantsOf(normals, cellOf !== null);
      const fromPrior = prior.type === "beta" ? priorOnly(normals) : [];
      const density = cellOf ? levelDensity(normals, cellOf) : continuousDensity(normals);
      return {
        addConstants: (into) => {
          for (let kernel = 0; kernel < constants.length; kernel += 1) into[kernel] += constants[kernel];
        },
        addLogDensity: (unit, into) => {
          density(unit, into);
          if (prior.type !== "beta") return;
          const logDensity = logBetaDensity(prior, unit, cellOf);
          for (const kernel of fromPrior) into[kernel] += logDensity;
        },
        sample: (kernel, rng, shrink) => sampleKernel(normals, prior, { kernel, shrink }, rng),
      };
    },
  };
}

/** Kernels of the observations, then the prior's. Where the prior is no normal one, its kernels have deviation Infinity. */
interface Normals {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function normalKernels(prior: NumericPrior, units: Float64Array): Normals {
  const known = units.filter((unit) => !Number.isNaN(unit));
  const widths = bandwidths(known);
  const mean = prior.type === "normal" ? prior.mean : 0.5;
  const deviation =
    prior.type === "normal"
      ? Math.min(PRIOR_DEVIATION_MAX, Math.max(PRIOR_DEVIATION_MIN, prior.deviation))
      : Number.POSITIVE_INFINITY;
  const means = new Float64Array(units.length + 1).fill(mean);
  const deviations = new Float64Array(units.length + 1).fill(deviation);
  let next = 0;
  for (let kernel = 0; kernel < units.length; kernel += 1) {
    if (Number.isNaN(units[kernel])) continue;
    means[kernel] = units[kernel];
    deviations[kernel] = widths[next];
    next += 1;
  }
  return { means, deviations };
}

function priorOnly({ deviations }: Normals): number[] {
  return [...deviations.keys()].filter((kernel) => deviations[kernel] === Number.POSITIVE_INFINITY);
}

/** Beyond this many deviations from both ends nothing is cut off that a double could tell. */
const UNCUT = 8.3;

function constantsOf({ means, deviations }: Normals, levels: boolean): Float64Array {
  return means.map((mean, kernel) => {
    const deviation = deviations[kernel];
    if (deviation === Number.POSITIVE_INFINITY) return 0;
    const [a, b] = [-mean / deviation, (1 - mean) / deviation];
    const logMass = a < -UNCUT && b > UNCUT ? 0 : logNormalMass(a, b);
    return levels ? -logMass : -logMass - Math.log(deviation) - LOG_SQRT_2PI;
  });
}

type AddLogDensity = (unit: number, into: Float64Array) => void;

function continuousDensity({ means, deviations }: Normals): AddLogDensity {
  const scales = deviations.map((deviation) => Math.SQRT1_2 / deviation);
  return (unit, into) => {
    for (let kernel = 0; kernel < into.length; kernel += 1) {
      const z = (unit - means[kernel]) * scales[kernel];
      into[kernel] -= z * z;
    }
  };
}

/** Kernels with one mean have one width, so each level is integrated once per distinct mean, and remembered. */
function levelDensity({ means, deviations }: Normals, cellOf: CellOf): AddLogDensity {
  const classByMean = new Map<string, number>();
  const members: number[] = [];
  const classes = Int32Array.from(means, (mean, kernel) => {
    const key = `${mean}/${deviations[kernel]}`;
    const known = classByMean.get(key) ?? members.length;
    if (known === members.length) {
      classByMean.set(key, known);
      members.push(kernel);
    }
    return known;
  });
  const massesByUnit = new Map<number, Float64Array>();
  const massesAt = (unit: number): Float64Array => {
    const { low, high } = cellOf(unit);
    return Float64Array.from(members, (kernel) => {
      const deviation = deviations[kernel];
      if (deviation === Number.POSITIVE_INFINITY) return 0;
      return logNormalMass((low - means[kernel]) / deviation, (high - means[kernel]) / deviation);
    });
  };
  return (unit, into) => {
    const masses = massesByUnit.get(unit) ?? massesAt(unit);
    massesByUnit.set(unit, masses);
    for (let kernel = 0; kernel < into.length; kernel += 1) into[kernel] += masses[classes[kernel]];
  };
}

function logBetaDensity({ a, b }: { a: number; b: number }, unit: number, cellOf: CellOf | null): number {
  if (!cellOf) {
    const u = Math.min(1 - BETA_INSET, Math.max(BETA_INSET, unit));
    return (a - 1) * Math.log(u) + (b - 1) * Math.log1p(-u) - logBeta(a, b);
  }
  const { low, high } = cellOf(unit);
  // A cell in the far tail may have a share of exactly 0; its logarithm would make the whole density NaN.
  return Math.log(Math.max(Number.MIN_VALUE, betaCdf(high, a, b) - betaCdf(low, a, b)));
}

function sampleKernel(
  { means, deviations }: Normals,
  prior: NumericPrior,
  { kernel, shrink }: { kernel: number; shrink: number },
  rng: Rng,
): number {
  if (prior.type === "beta" && deviations[kernel] === Number.POSITIVE_INFINITY) {
    return betaQuantile(uniformOpen(rng), prior.a, prior.b);
  }
  return truncatedNormal(rng, { mean: means[kernel], deviation: deviations[kernel] * shrink, low: 0, high: 1 });
}
