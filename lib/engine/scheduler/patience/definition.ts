import { z } from "zod";
import { grace, interval, type SchedulerDefinition, STEPS_MAX } from "../definition";

export const PatienceOptions = z.strictObject({
  patience: z
    .int()
    .min(1)
    .max(STEPS_MAX)
    .default(10)
    .describe("Steps without an improvement after which a trial stops."),
  min_delta: z
    .number()
    .min(0)
    .default(0)
    .describe("What is no larger is no improvement, in the unit of the objective."),
  grace,
  interval,
});
export type PatienceOptions = z.infer<typeof PatienceOptions>;

export const patienceDefinition = {
  id: "patience",
  title: "Patience",
  summary: "Stops a trial that has not improved for a number of steps.",
  needs: {
    measurements: "values",
    resourceMax: false,
    pauses: false,
    objectives: "one",
    space: false,
    alternative: "median",
  },
  options: PatienceOptions,
  references: ["Prechelt 1998, Early stopping, but when?"],
} as const satisfies SchedulerDefinition;
