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
import { type NumericPrior, numericAxis } from "./numeric-axis";

export interface ParzenAxis {
  /** Kernels of observations at these unit coordinates (NaN: the trial says nothing here), and after them the prior's. */
  kernels(units: Float64Array, priorWeight: number): AxisKernels;
}

export interface AxisKernels {
  /** The part of each kernel's log density that is the same everywhere, added to `into`. */
  addConstants(into: Float64Array): void;
  /** The other part of each kernel's log density (log probability of the level) at this coordinate, added to `into`. */
  addLogDensity(unit: number, into: Float64Array): void;
  /** A coordinate from one kernel, its width multiplied by `shrink`. Takes one number of the stream. */
  sample(kernel: number, rng: Rng, shrink: number): number;
}

/** The cell of a level, by its unit coordinate. */
export type CellOf = (unit: number) => { readonly low: number; readonly high: number };

const FLAT_PRIOR: NumericPrior = { type: "normal", mean: 0.5, deviation: 1 };

export function parzenAxis({ parameter, domain }: CompiledParameter): ParzenAxis {
  const count = domain.count ?? 0;
  switch (parameter.type) {
    case "float":
    case "int": {
      const levelOf = (unit: number): number => domain.indexOf(domain.decode(unit));
      const cells = domain.count === null ? null : (unit: number) => cellOnAxis(parameter, levelOf(unit));
      return numericAxis(priorOf(parameter), cells);
    }
    case "ordinal":
    case "fixed":
      return numericAxis(FLAT_PRIOR, (unit) => {
        const level = domain.indexOf(domain.decode(unit));
        return { low: level / count, high: (level + 1) / count };
      });
    case "categorical":
      return categoryAxis(parameter.weights ?? new Array<number>(parameter.choices.length).fill(1));
    case "bool":
      return categoryAxis([1, 1]);
  }
}

/** The prior on the unit interval; without one, so wide that it is nearly flat. */
function priorOf(parameter: FloatParameter | IntParameter): NumericPrior {
  const { prior } = parameter;
  if (!prior) return FLAT_PRIOR;
  return prior.type === "beta" ? prior : { type: "normal", ...normalPriorOnAxis(parameter, prior) };
}
