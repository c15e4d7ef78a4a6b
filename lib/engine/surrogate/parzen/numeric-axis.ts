/**
 * Normal kernels cut to the unit interval, for one coordinate with an order.
 *
 *   z = (u - mean_k) / sd_k      ln K_k(u) = -z²/2 - ln(sd_k √(2π)) - ln mass_k(0, 1)            on a continuum
 *   ln P_k(level) = ln mass_k(cell) - ln mass_k(0, 1),   mass_k(a, b) = Φ((b - mean_k) / sd_k) - Φ((a - mean_k) / sd_k)
 */
import { truncatedNormal, uniformOpen } from "../../rng/distributions";
import { betaCdf, betaQuantile, logBeta } from "../../stats/beta";
import { logNormalMass } from "../../stats/truncated-normal";
import { ascendingOrder } from "./ascending-order";
import { type Before, type Column, ColumnMemory, orderAfter } from "./column-memory";
import { logUnitMass, type NormalKernels, type NumericPrior, normalKernels } from "./normal-kernels";
import type { AxisKernels, Cells, ParzenAxis } from "./parzen-axis";

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** A beta density may be infinite at the ends: it is taken this far inside. */
const BETA_INSET = 1e-9;

/** A column with its kernels' widths, and what was computed of them; `around` is null where levels are integrated. */
interface KeptColumn extends Column {
  readonly deviations: Float64Array;
  readonly around: Around | null;
}

/** `cells` is null on a continuum. Each axis remembers the column it was last given: observations of one kind need their own. */
export function numericAxis(prior: NumericPrior, cells: Cells | null): ParzenAxis {
  const memory = new ColumnMemory<KeptColumn>();
  return {
    kernels: (units) => {
      const before = memory.before(units);
      const order = before ? orderAfter(before, units) : ascendingOrder(units);
      const normals = normalKernels(prior, units, order);
      const { density, around } = densityOf(normals, cells, before);
      memory.keep({ units, order, deviations: normals.deviations, around });
      return {
        addConstants: density.addConstants,
        // A beta density may be above 1, unlike a probability or the normal part.
        onlyFalls: prior.type !== "beta",
        addLogDensity: (unit, into, counted) => {
          density.addLogDensity(unit, into, counted);
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

/** The part of each kernel that is the same everywhere, and the part that is not. */
type Density = Pick<AxisKernels, "addConstants" | "addLogDensity">;

/** What of a kernel's log density on a continuum does not depend on the point: it is `constants - (distance × scales)²`. */
interface Around {
  /** Of the level's cell; 1 on a continuum. */
  readonly width: number;
  readonly scales: Float64Array;
  readonly constants: Float64Array;
}

/**
 * On a continuum; or for the probability of a level in the middle of a cell `width` wide, where all cells are narrow: the
 * integral over the cell is then the density times its width with width² / 12 added to the variance (Sheppard 1898).
 */
function normalsAround({ means, deviations }: NormalKernels, width: number, before: Before<KeptColumn>): Around {
  const scales = new Float64Array(means.length);
  const constants = new Float64Array(means.length);
  const added = width < 1 ? (width * width) / 12 : 0;
  const known = before?.column.around?.width === width ? before.column.around : null;
  for (let kernel = 0; kernel < means.length; kernel += 1) {
    const deviation = deviations[kernel];
    if (deviation === Number.POSITIVE_INFINITY) continue;
    const origin = known && before && kernel < before.origins.length ? before.origins[kernel] : -1;
    if (known && before && origin >= 0 && before.column.deviations[origin] === deviation) {
      scales[kernel] = known.scales[origin];
      constants[kernel] = known.constants[origin];
      continue;
    }
    const wider = Math.sqrt(deviation * deviation + added);
    scales[kernel] = Math.SQRT1_2 / wider;
    constants[kernel] = Math.log(width / wider) - LOG_SQRT_2PI - logUnitMass(means[kernel], deviation);
  }
  return { width, scales, constants };
}

function densityAround({ means }: NormalKernels, { scales, constants }: Around): Density {
  return {
    addConstants: (into) => {
      for (let kernel = 0; kernel < into.length; kernel += 1) into[kernel] += constants[kernel];
    },
    addLogDensity: (unit, into, { kernels, count }) => {
      for (let place = 0; place < count; place += 1) {
        const kernel = kernels[place];
        const z = (unit - means[kernel]) * scales[kernel];
        into[kernel] -= z * z;
      }
    },
  };
}

/** Up to this width in deviations Sheppard's correction has the probability right to 0.3 % four deviations out. */
const NARROW = 0.5;
/** So few levels are integrated exactly: it costs little. */
const LEVELS_FEW = 64;

function densityOf(
  normals: NormalKernels,
  cells: Cells | null,
  before: Before<KeptColumn>,
): { readonly density: Density; readonly around: Around | null } {
  if (cells && !areNarrow(cells, normals)) return { density: integratedDensity(normals, cells), around: null };
  const around = normalsAround(normals, cells?.width ?? 1, before);
  return { density: densityAround(normals, around), around };
}

function areNarrow({ width }: Cells, { deviations }: NormalKernels): boolean {
  return width !== null && width < 1 / LEVELS_FEW && deviations.every((deviation) => width < NARROW * deviation);
}

/** Kernels with one mean have one width, so each level is integrated once per distinct mean, and remembered. */
function integratedDensity({ means, deviations, fromPrior }: NormalKernels, cells: Cells): Density {
  const { classes, examples } = classesOf(means, fromPrior);
  const constants = examples.map((kernel) =>
    deviations[kernel] === Number.POSITIVE_INFINITY ? 0 : -logUnitMass(means[kernel], deviations[kernel]),
  );
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
    addConstants: (into) => {
      for (let kernel = 0; kernel < into.length; kernel += 1) into[kernel] += constants[classes[kernel]];
    },
    addLogDensity: (unit, into, { kernels, count }) => {
      const masses = massesByUnit.get(unit) ?? massesAt(unit);
      massesByUnit.set(unit, masses);
      for (let place = 0; place < count; place += 1) into[kernels[place]] += masses[classes[kernels[place]]];
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
