import { halvings } from "../resource-levels";
import type { SchedulerStudy } from "../scheduler";
import type { BracketPlan } from "../synchronous-brackets";
import type { SuccessiveHalvingOptions } from "./definition";

/**
 * Which resource and how many trials each rung has: candidates n, then ceil(n / eta), …, with resource r, r * eta, ….
 * 1 + floor(log_eta n) rungs, so that the last holds at most eta trials, as far as the resource reaches; the counts of scikit-learn's
 * HalvingGridSearchCV (its `factor` is our eta, `exhaust` and `aggressive_elimination` mean what its documentation says).
 */
export function halvingPlan(
  { candidates, eta, start, aggressive }: SuccessiveHalvingOptions,
  { resource: { min, max } }: Pick<SchedulerStudy, "resource">,
): BracketPlan {
  const most = max ?? min;
  const wanted = 1 + halvings(1, candidates, eta);
  const smallest = start === "exhaust" ? Math.max(min, Math.floor(most / eta ** (wanted - 1))) : min;
  const possible = 1 + halvings(smallest, most, eta);
  const rungs = aggressive ? wanted : Math.min(wanted, possible);
  const plan: { resource: number; size: number }[] = [];
  let size = candidates;
  for (let rung = 0; rung < rungs; rung += 1) {
    const power = Math.max(0, rung - Math.max(0, rungs - possible));
    plan.push({ resource: smallest * eta ** power, size });
    size = Math.ceil(size / eta);
  }
  return plan;
}
