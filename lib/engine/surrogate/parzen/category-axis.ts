/**
 * Kernels over choices that have no order: an observation's kernel favours its choice and spreads the rest over all.
 *
 *   C = choices    p_c = prior share of choice c    v = prior weight / kernels
 *   P_k(c) = ([c is observed] + v C p_c) / (1 + v C)        prior's kernel: p_c
 *
 * With equal shares this is Optuna 5.0's: every choice of every kernel gets prior weight / kernels more (known answer A6).
 */
import { uniformOpen } from "../../rng/distributions";
import type { ParzenAxis } from "./parzen-axis";

export function categoryAxis(weights: readonly number[]): ParzenAxis {
  const count = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const choiceOf = (unit: number): number => Math.min(count - 1, Math.max(0, Math.floor(unit * count)));
  return {
    kernels: (units, priorWeight) => {
      const spread = (priorWeight / (units.length + 1)) * count;
      const logPrior = shares.map(logShare);
      const logObserved = shares.map((share) => logShare((1 + spread * share) / (1 + spread)));
      const logOther = shares.map((share) => logShare((spread * share) / (1 + spread)));
      /** The observed choice of each kernel, -1 for the prior's and those that say nothing. */
      const observed = new Int32Array(units.length + 1).fill(-1);
      for (const [kernel, unit] of units.entries()) if (!Number.isNaN(unit)) observed[kernel] = choiceOf(unit);
      return {
        addConstants: () => undefined,
        onlyFalls: true,
        addLogDensity: (unit, into, { kernels, count: counted }) => {
          const choice = choiceOf(unit);
          for (let place = 0; place < counted; place += 1) {
            const kernel = kernels[place];
            const seen = observed[kernel];
            into[kernel] += seen === choice ? logObserved[choice] : seen < 0 ? logPrior[choice] : logOther[choice];
          }
        },
        sample: (kernel, rng) => {
          const seen = observed[kernel];
          const draw = uniformOpen(rng) * (seen < 0 ? 1 : 1 + spread);
          // The kernel as a mixture: the observed choice with weight 1, the prior with weight v C.
          const choice = seen < 0 ? choiceAt(shares, draw) : draw < 1 ? seen : choiceAt(shares, (draw - 1) / spread);
          return (choice + 0.5) / count;
        },
      };
    },
  };
}

/** The choice in whose stretch of the shares this probability falls. */
function choiceAt(shares: readonly number[], probability: number): number {
  let rest = probability;
  for (const [choice, share] of shares.entries()) {
    rest -= share;
    if (rest < 0) return choice;
  }
  return shares.length - 1; // the shares' sum may fall short of 1 by rounding
}

/** A share may underflow, and prior weight may be 0: no choice is impossible. */
function logShare(share: number): number {
  return Math.log(Math.max(Number.MIN_VALUE, share));
}
