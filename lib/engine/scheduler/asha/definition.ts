import { z } from "zod";
import { refuseNarrowRange, type SchedulerDefinition, STEPS_MAX } from "../definition";
import type { SchedulerStudy } from "../scheduler";

export const AshaOptions = z.strictObject({
  mode: z
    .enum(["promote", "stop"])
    .default("promote")
    .describe(
      "promote: trials pause at a rung and go on when they are among its best. stop: they go on at once or end there, for workers that cannot resume.",
    ),
  eta: z.int().min(2).max(16).default(3).describe("The best 1/eta of a rung move on, to eta times the resource."),
  grace: z.int().min(1).max(STEPS_MAX).optional().describe("Resource of the first rung; by default `resource.min`."),
  brackets: z
    .int()
    .min(1)
    .max(32)
    .default(1)
    .describe("Brackets that trials are dealt to; each begins one rung later than the one before."),
});
export type AshaOptions = z.infer<typeof AshaOptions>;

export const ashaDefinition = {
  id: "asha",
  title: "Asynchronous successive halving",
  summary: "Promotes a trial as soon as it is among the best of its rung; no worker ever waits for another.",
  needs: {
    measurements: "values",
    resourceMax: true,
    pauses: false,
    objectives: "any",
    space: false,
    alternative: "median",
    refuse: refuseAsha,
  },
  options: AshaOptions,
  references: ["Li, Jamieson, Rostamizadeh et al. 2020, A system for massively parallel hyperparameter tuning"],
} as const satisfies SchedulerDefinition;

function refuseAsha(study: SchedulerStudy, given: unknown): string | null {
  const { mode, eta, grace } = AshaOptions.parse(given);
  if (mode === "promote" && study.checkpoint === "none")
    return "scheduler.checkpoint: trials that cannot be resumed cannot be promoted; set it to preferred, or use asha with mode: stop.";
  const { max } = study.resource;
  if (grace !== undefined && max !== null && max < grace * eta)
    return `scheduler.grace: must be at most resource.max (${max}) divided by eta (${eta}), or there is one rung only and nothing to decide; lower it, or raise resource.max.`;
  return grace === undefined ? refuseNarrowRange(study, eta) : null;
}
