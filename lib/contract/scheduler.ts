import { z } from "zod";
import { MetricName } from "./primitives";

/** What a step of a trial counts, and how far trials train. */
const Resource = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_ -]{0,63}$/,
      "Must start with a letter, then letters, digits, _ - or spaces; at most 64.",
    )
    .default("step")
    .meta({ description: "What a step counts: epoch, round, fold." }),
  min: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(1)
    .meta({ description: "The least that says anything about a trial." }),
  max: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .nullable()
    .default(null)
    .meta({ description: "What a trial trains to when nothing stops it." }),
});

/** The name picks a catalogue entry; its options are checked by that entry's own schema. */
export const SchedulerSetting = z
  .looseObject({
    name: z.string().min(1).max(64),
    metric: MetricName.optional().meta({
      description: "The objective that it compares trials by; all of them by default.",
    }),
    resource: Resource.prefault({}),
    checkpoint: z.enum(["required", "preferred", "none"]).default("preferred").meta({
      description:
        "Promoted trials go on from their checkpoint. preferred: without one they begin anew; required: without one they are not promoted; none: they are never paused.",
    }),
  })
  .meta({ description: "`name` of a scheduler of the catalogue, and its options beside it." });
export type SchedulerSetting = z.infer<typeof SchedulerSetting>;
