import { z } from "zod";
import { MeasuredStep } from "./measurement";
import { operation } from "./operation";
import { boundedRecord, Metadata, MetricName, StorableTime, StudyId } from "./primitives";
import { Assignments } from "./search-space";
import { ToldValue, Trial } from "./trial";

/** What only a trial that has ended can have. */
const RESULT_FIELDS = ["values", "cost", "reason", "measurements", "started_at", "finished_at"] as const;

/** Assignments to evaluate, or with a state other than queued a result that is there already. */
export const BroughtTrial = z
  .strictObject({
    assignments: Assignments,
    metadata: Metadata.default({}),
    state: z.enum(["queued", "completed", "failed", "infeasible", "pruned"]).default("queued").meta({
      description: "Other than queued: the trial has ended elsewhere, and its result is imported; it uses no budget.",
    }),
    values: boundedRecord(MetricName, ToldValue, 100)
      .optional()
      .meta({ description: "Every objective and constrained metric when completed." }),
    cost: z.number().min(0).optional(),
    reason: z.string().max(4000).optional(),
    measurements: z
      .array(MeasuredStep)
      .max(1000)
      .optional()
      .meta({ description: "How it went while it trained; each step once." }),
    started_at: StorableTime.optional(),
    finished_at: StorableTime.optional().meta({ description: "Default: the time of the import." }),
  })
  .superRefine((trial, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    for (const field of trial.state === "queued" ? RESULT_FIELDS : []) {
      if (trial[field] !== undefined) refuse([field], "Only a trial that has ended has it: give its state as well.");
    }
    const steps = trial.measurements?.map(({ step }) => step) ?? [];
    steps.forEach((step, index) => {
      if (steps.indexOf(step) < index) refuse(["measurements", index, "step"], `Step ${step} stands here twice.`);
    });
    if (Date.parse(trial.started_at ?? "") > Date.parse(trial.finished_at ?? "")) {
      refuse(["finished_at"], "Must not be before started_at.");
    }
  });
export type BroughtTrial = z.output<typeof BroughtTrial>;

export const enqueueTrials = operation({
  id: "trial.enqueue",
  summary:
    "Queue assignments of your own, handed out before the sampler's, or import results of trials that have ended",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({
    study_id: StudyId,
    trials: z.array(BroughtTrial).min(1).max(1000),
  }),
  output: z.object({ trials: z.array(Trial).max(1000).meta({ description: "In the order of the request." }) }),
  errors: ["not_found", "invalid_assignments", "invalid_observation", "study_finished", "state_conflict"],
  rest: { method: "POST", path: "/studies/{study_id}/trials", status: 201 },
});
