/** Pareto dominance between vectors of losses: each as good, one better (Deb et al. 2002, section III). */

/** Losses of one point, smaller is better; of the same length throughout, finite. */
export type Losses = readonly number[];

export function dominates(one: Losses, other: Losses): boolean {
  let better = false;
  for (let objective = 0; objective < one.length; objective += 1) {
    if (one[objective] > other[objective]) return false;
    if (one[objective] < other[objective]) better = true;
  }
  return better;
}

/** Whether no objective is worse: equal points included. */
export function weaklyDominates(one: Losses, other: Losses): boolean {
  for (let objective = 0; objective < one.length; objective += 1) {
    if (one[objective] > other[objective]) return false;
  }
  return true;
}

/** By the first objective, then the second, and so on: a point can only be dominated by those before it. */
export function compareLosses(one: Losses, other: Losses): number {
  for (let objective = 0; objective < one.length; objective += 1) {
    // Compared, not subtracted: 1e308 - -1e308 would overflow.
    if (one[objective] !== other[objective]) return one[objective] < other[objective] ? -1 : 1;
  }
  return 0;
}
