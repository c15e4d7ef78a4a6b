import { z } from "zod";
import { Timestamp } from "./primitives";

export const verdicts = ["continue", "pause", "stop"] as const;

/** What a worker is told with its next reply, or was told last. */
export const StandingVerdict = z.object({
  verdict: z.enum(verdicts),
  reason: z
    .object({
      rule: z.string(),
      by: z.string().optional().meta({ description: "person, study or scheduler." }),
      why: z.string().optional().meta({ description: "The scheduler's reason, in a sentence." }),
    })
    .nullable(),
});
export type StandingVerdict = z.infer<typeof StandingVerdict>;

/** A rung that the trial came to, and what was decided there. */
export const TrialRung = z.object({
  bracket: z.int(),
  rung: z.int(),
  resource: z.number(),
  step: z.int().meta({ description: "The report that came to it." }),
  decision: z.enum(verdicts),
  why: z.string().nullable(),
  decided_at: Timestamp,
  promotion: z
    .object({ target: z.number(), from_step: z.int(), promoted_at: Timestamp })
    .nullable()
    .meta({ description: "From this rung, and when." }),
});
export type TrialRung = z.infer<typeof TrialRung>;

export const KnownCheckpoint = z.object({
  attempt: z.int(),
  step: z.int(),
  uri: z.string(),
  sha256: z.string().nullable(),
  created_at: Timestamp,
});
export type KnownCheckpoint = z.infer<typeof KnownCheckpoint>;

/** The trials that this one goes back to, by number. */
export const TrialLineage = z.object({
  retry_of: z.int().nullable(),
  parent: z.int().nullable().meta({ description: "Whose place in a population it took." }),
  donor: z.int().nullable().meta({ description: "Whose checkpoint it began with." }),
  from_step: z.int().nullable().meta({ description: "The step of that checkpoint." }),
});
export type TrialLineage = z.infer<typeof TrialLineage>;
