/**
 * One coordinate of a Parzen estimator: which kernels observations and the prior have there.
 *
 * A parameter with an order (float, int, ordinal) has normal kernels cut to the unit interval; where it has levels, a
 * kernel's probability of a level is its integral over the level's cell, so end points are as likely as any other level
 * (pitfall 15). Choices without an order have a kernel that favours the observed choice and tells no others apart.
 */
import type { Rng } from "../../rng/rng";
import type { CompiledParameter } from "../../space/compiled-space";
import { cellOnAxis, normalPriorOnAxis } from "../../space/numeric-domain";
import type { FloatParameter, IntParameter } from "../../space/space";
import { categoryAxis } from "./category-axis";
import type { NumericPrior } from "./normal-kernels";
import { numericAxis } from "./numeric-axis";

export interface ParzenAxis {
  /** Kernels of observations at these unit coordinates (NaN: the trial says nothing here), and after them the prior's. */
  kernels(units: Float64Array, priorWeight: number): AxisKernels;
}

export interface AxisKernels {
  /** The part of each kernel's log density that is the same everywhere, added to `into`. */
  addConstants(into: Float64Array): void;
  /**
   * The other part of the log density (log probability of the level) at this coordinate, of the kernels that are still
   * counted, added to `into`. Of the others anything may be added.
   */
  addLogDensity(unit: number, into: Float64Array, counted: Counted): void;
  /** Whether that part is never above 0. */
  readonly onlyFalls: boolean;
  /** A coordinate from one kernel, its width multiplied by `shrink`. Takes one number of the stream. */
  sample(kernel: number, rng: Rng, shrink: number): number;
}

/** Indices of kernels: the first `count` of the list. */
export interface Counted {
  readonly kernels: Uint32Array;
  readonly count: number;
}

/** The levels of a coordinate, as a partition of the unit interval. */
export interface Cells {
  /** When all are equally wide. */
  readonly width: number | null;
  /** The cell of the level with this coordinate. */
  at(unit: number): { readonly low: number; readonly high: number };
}

const FLAT_PRIOR: NumericPrior = { type: "normal", mean: 0.5, deviation: 1 };

export function parzenAxis(compiled: CompiledParameter): ParzenAxis {
  const { parameter } = compiled;
  switch (parameter.type) {
    case "float":
    case "int":
      return numericAxis(priorOf(parameter), numericCells(compiled, parameter));
    case "ordinal":
    case "fixed":
      return numericAxis(FLAT_PRIOR, equalCells(compiled.domain.count ?? 1));
    case "categorical":
      return categoryAxis(parameter.weights ?? new Array<number>(parameter.choices.length).fill(1));
    case "bool":
      return categoryAxis([1, 1]);
  }
}

function numericCells({ domain }: CompiledParameter, parameter: FloatParameter | IntParameter): Cells | null {
  if (domain.count === null) return null;
  if (parameter.scale === "linear") return equalCells(domain.count);
  return { width: null, at: (unit) => cellOnAxis(parameter, domain.indexOf(domain.decode(unit))) };
}

function equalCells(count: number): Cells {
  return {
    width: 1 / count,
    at: (unit) => {
      const level = Math.min(count - 1, Math.max(0, Math.floor(unit * count)));
      return { low: level / count, high: (level + 1) / count };
    },
  };
}

/** The prior on the unit interval; without one, so wide that it is nearly flat. */
function priorOf(parameter: FloatParameter | IntParameter): NumericPrior {
  const { prior } = parameter;
  if (!prior) return FLAT_PRIOR;
  return prior.type === "beta" ? prior : { type: "normal", ...normalPriorOnAxis(parameter, prior) };
}
