import { halvings, resourceLevels } from "../resource-levels";
import type { BracketPlan } from "../synchronous-brackets";

interface BracketRange {
  readonly min: number;
  readonly max: number;
  readonly eta: number;
  readonly rounding: "ceil" | "floor";
}

/**
 * A round of brackets, s = s_max, …, 0, each with s + 1 rungs and about the same budget. Li et al. 2018, algorithm 1:
 *
 *   s_max = floor(log_eta(R / r))          R = max, r = min
 *   n     = ceil((s_max + 1) eta^s / (s + 1))          `ceil`, line 3
 *   n     = floor((s_max + 1) / (s + 1)) eta^s         `floor`, table 1
 *   n_i   = floor(n / eta^i),  r_i = R / eta^(s - i)
 */
export function hyperbandRound({ min, max, eta, rounding }: BracketRange): readonly BracketPlan[] {
  const deepest = halvings(min, max, eta);
  const levels = resourceLevels(min, max, eta);
  return levels.map((_, first): BracketPlan => {
    const s = deepest - first;
    const starts =
      rounding === "ceil"
        ? Math.ceil(((deepest + 1) * eta ** s) / (s + 1))
        : Math.floor((deepest + 1) / (s + 1)) * eta ** s;
    return levels.slice(first).map((resource, rung) => ({ resource, size: Math.floor(starts / eta ** rung) }));
  });
}
