/**
 * Normal kernels cut to the unit interval, for one coordinate with an order.
 *
 *   z = (u - mean_k) / sd_k      ln K_k(u) = -z²/2 - ln(sd_k √(2π)) - ln mass_k(0, 1)            on a continuum
 *   ln P_k(level) = ln mass_k(cell) - ln mass_k(0, 1),   mass_k(a, b) = Φ((b - mean_k) / sd_k) - Φ((a - mean_k) / sd_k)
 */
import { truncatedNormal, uniformOpen } from "../../rng/distributions";
import { betaCdf, betaQuantile, logBeta } from "../../stats/beta";
import { logNormalMass } from "../../stats/truncated-normal";
import { logUnitMass, type NormalKernels, type NumericPrior, normalKernels } from "./normal-kernels";
import type { Cells, ParzenAxis } from "./parzen-axis";

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** A beta density may be infinite at the ends: it is taken this far inside. */
const BETA_INSET = 1e-9;

/** `cells` is null on a continuum. */
export function numericAxis(prior: NumericPrior, cells: Cells | null): ParzenAxis {
  return {
    kernels: (units) => {
      const normals = normalKernels(prior, units);
      const density = cells ? levelDensity(normals, cells) : densityAround(normals, 1);
      return {
        addConstants: density.addConstants,
        addLogDensity: (unit, into) => {
          density.addLogDensity(unit, into);
          if (prior.type !== "beta") return;
          const logDensity = logBetaDensity(prior, unit, cells);
          for (const kernel of normals.fromPrior) into[kernel] += logDensity;
        },
        sample: (kernel, rng, shrink) => {
          const deviation = normals.deviations[kernel];
          if (prior.type === "beta" && deviation === Number.POSITIVE_INFINITY) {
            return betaQuantile(uniformOpen(rng), prior.a, prior.b);
          }
          return truncatedNormal(rng, { mean: normals.means[kernel], deviation: deviation * shrink, low: 0, high: 1 });
        },
      };
    },
  };
}

interface Density {
  /** The part of each kernel that is the same everywhere, and the part that is not, both added to `into`. */
  addConstants(into: Float64Array): void;
  addLogDensity(unit: number, into: Float64Array): void;
}

/**
 * Density on a continuum; or the probability of a level in the middle of a cell `width` wide, where all cells are narrow:
 * the integral over the cell is then the density times its width with width² / 12 added to the variance (Sheppard 1898).
 */
function densityAround({ means, deviations }: NormalKernels, width: number): Density {
  const scales = new Float64Array(means.length);
  const constants = new Float64Array(means.length);
  const added = width < 1 ? (width * width) / 12 : 0;
  for (let kernel = 0; kernel < means.length; kernel += 1) {
    const deviation = deviations[kernel];
    if (deviation === Number.POSITIVE_INFINITY) continue;
    const wider = Math.sqrt(deviation * deviation + added);
    scales[kernel] = Math.SQRT1_2 / wider;
    constants[kernel] = Math.log(width / wider) - LOG_SQRT_2PI - logUnitMass(means[kernel], deviation);
  }
  return {
    addConstants: (into) => addAll(constants, into),
    addLogDensity: (unit, into) => {
      for (let kernel = 0; kernel < into.length; kernel += 1) {
        const z = (unit - means[kernel]) * scales[kernel];
        into[kernel] -= z * z;
      }
    },
  };
}

function addAll(terms: Float64Array, into: Float64Array): void {
  for (let index = 0; index < terms.length; index += 1) into[index] += terms[index];
}

/** Up to this width in deviations Sheppard's correction has the probability right to 0.3 % four deviations out. */
const NARROW = 0.5;
/** So few levels are integrated exactly: it costs little. */
const LEVELS_FEW = 64;

function levelDensity(normals: NormalKernels, cells: Cells): Density {
  const width = cells.width ?? 1;
  const narrow = width < 1 / LEVELS_FEW && normals.deviations.every((deviation) => width < NARROW * deviation);
  return narrow ? densityAround(normals, width) : integratedDensity(normals, cells);
}

/** Kernels with one mean have one width, so each level is integrated once per distinct mean, and remembered. */
function integratedDensity({ means, deviations, fromPrior }: NormalKernels, cells: Cells): Density {
  const constants = means.map((mean, kernel) =>
    deviations[kernel] === Number.POSITIVE_INFINITY ? 0 : -logUnitMass(mean, deviations[kernel]),
  );
  const { classes, examples } = classesOf(means, fromPrior);
  const massesByUnit = new Map<number, Float64Array>();
  const massesAt = (unit: number): Float64Array => {
    const { low, high } = cells.at(unit);
    return Float64Array.from(examples, (kernel) => {
      const deviation = deviations[kernel];
      if (deviation === Number.POSITIVE_INFINITY) return 0;
      return logNormalMass((low - means[kernel]) / deviation, (high - means[kernel]) / deviation);
    });
  };
  return {
    addConstants: (into) => addAll(constants, into),
    addLogDensity: (unit, into) => {
      const masses = massesByUnit.get(unit) ?? massesAt(unit);
      massesByUnit.set(unit, masses);
      for (let kernel = 0; kernel < into.length; kernel += 1) into[kernel] += masses[classes[kernel]];
    },
  };
}

/** Kernels that are the same: class 0 the prior's, then one per distinct mean; and an example of each. */
function classesOf(means: Float64Array, fromPrior: readonly number[]): { classes: Int32Array; examples: number[] } {
  const classes = new Int32Array(means.length).fill(-1);
  const examples = [means.length - 1];
  for (const kernel of fromPrior) classes[kernel] = 0;
  const classByMean = new Map<number, number>();
  for (let kernel = 0; kernel < means.length; kernel += 1) {
    if (classes[kernel] === 0) continue;
    const known = classByMean.get(means[kernel]) ?? examples.length;
    if (known === examples.length) {
      classByMean.set(means[kernel], known);
      examples.push(kernel);
    }
    classes[kernel] = known;
  }
  return { classes, examples };
}

function logBetaDensity({ a, b }: { a: number; b: number }, unit: number, cells: Cells | null): number {
  if (!cells) {
    const u = Math.min(1 - BETA_INSET, Math.max(BETA_INSET, unit));
    return (a - 1) * Math.log(u) + (b - 1) * Math.log1p(-u) - logBeta(a, b);
  }
  const { low, high } = cells.at(unit);
  // A cell in the far tail may have a share of exactly 0; its logarithm would make the whole density NaN.
  return Math.log(Math.max(Number.MIN_VALUE, betaCdf(high, a, b) - betaCdf(low, a, b)));
}
