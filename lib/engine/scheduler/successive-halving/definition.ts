import { z } from "zod";
import type { SchedulerDefinition } from "../definition";
import { CANDIDATES_MAX } from "../limits";
import type { SchedulerStudy } from "../scheduler";
import { halvingPlan } from "./halving-plan";

export const SuccessiveHalvingOptions = z.strictObject({
  candidates: z
    .int()
    .min(2)
    .max(CANDIDATES_MAX)
    .default(27)
    .describe("Trials that a bracket starts with; when it is full, the next bracket begins."),
  eta: z.int().min(2).max(16).default(3).describe("Of eta trials one moves on, to eta times the resource."),
  start: z
    .enum(["smallest", "exhaust"])
    .default("smallest")
    .describe(
      "Resource of the first rung. smallest: `resource.min`. exhaust: as much as lets the last rung reach `resource.max`.",
    ),
  aggressive: z
    .boolean()
    .default(false)
    .describe("Adds rungs of the smallest resource in front until the last rung holds at most eta trials."),
});
export type SuccessiveHalvingOptions = z.infer<typeof SuccessiveHalvingOptions>;

export const successiveHalvingDefinition = {
  id: "successive-halving",
  title: "Successive halving",
  summary:
    "Starts many trials with little resource and lets the best of each rung go on with more, once the rung is complete.",
  needs: {
    measurements: "values",
    resourceMax: true,
    pauses: true,
    objectives: "any",
    space: false,
    alternative: "median, or asha with mode: stop",
    refuse: refuseHalving,
  },
  options: SuccessiveHalvingOptions,
  references: [
    "Karnin, Koren & Somekh 2013, Almost optimal exploration in multi-armed bandits",
    "Jamieson & Talwalkar 2016, Non-stochastic best arm identification and hyperparameter optimization",
  ],
} as const satisfies SchedulerDefinition;

function refuseHalving(study: SchedulerStudy, given: unknown): string | null {
  const options = SuccessiveHalvingOptions.parse(given);
  if (halvingPlan(options, study).length > 1) return null;
  return "resource.max: leaves room for one rung only, so nothing would be decided; raise it, or lower resource.min or eta.";
}
