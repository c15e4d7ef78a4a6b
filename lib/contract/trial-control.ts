import { z } from "zod";
import { operation } from "./operation";
import { boundedRecord, MetricName, StudyId, Tags, TrialId, TrialNumber } from "./primitives";
import { ToldValue, Trial } from "./trial";

const TrialAddress = z.strictObject({ trial_id: TrialId });

export const stopTrial = operation({
  id: "trial.stop",
  summary: "End one trial: its worker hears it with the next reply; one that waits is cancelled",
  kind: "mutation",
  scope: "trial:write",
  input: TrialAddress,
  output: Trial,
  errors: ["not_found", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/stop", status: 200 },
});

export const STOPPED_AT_ONCE_MAX = 1_000;

export const StopOutcome = z.enum(["stopping", "stopped", "ended", "not_found"]).meta({
  description:
    "`stopping`: it runs, and its worker hears it with the next reply. `stopped`: it is cancelled, by this request or an earlier one. `ended`: it had ended by itself. `not_found`: the study has no trial of this number.",
});
export type StopOutcome = z.infer<typeof StopOutcome>;

export const stopTrials = operation({
  id: "trial.stop-many",
  summary: "End up to 1,000 trials of a study at once, each as by itself",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({
    study_id: StudyId,
    numbers: z
      .array(TrialNumber)
      .min(1)
      .max(STOPPED_AT_ONCE_MAX)
      .meta({ description: "Of the trials, in any order; one that is named twice is stopped once." }),
  }),
  output: z.object({
    trials: z
      .array(z.object({ number: z.int(), outcome: StopOutcome }))
      .max(STOPPED_AT_ONCE_MAX)
      .meta({ description: "In the order of the request." }),
  }),
  errors: ["not_found"],
  rest: { method: "POST", path: "/studies/{study_id}/trials/stop", status: 200 },
});

export const retryTrial = operation({
  id: "trial.retry",
  summary: "Queue the assignments of a trial that has ended once more, as a new trial",
  kind: "mutation",
  scope: "trial:write",
  input: TrialAddress,
  output: Trial,
  errors: ["not_found", "state_conflict", "study_finished", "invalid_assignments"],
  rest: { method: "POST", path: "/trials/{trial_id}/retry", status: 201 },
});

export const updateTrial = operation({
  id: "trial.update",
  summary: "Correct the values of a completed trial, or change a trial's tags and note",
  kind: "mutation",
  scope: "trial:write",
  input: TrialAddress.extend({
    values: boundedRecord(MetricName, ToldValue, 100).optional().meta({
      description: "By metric; what is not named stays. What was told before is kept as an earlier revision.",
    }),
    tags: Tags.optional().meta({ description: "All of them: those that are not named go." }),
    note: z.string().max(4000).optional(),
    reason: z.string().trim().min(1).max(4000).optional().meta({ description: "Why values change; needed for them." }),
    if_version: z.int().optional().meta({ description: "Refuse unless the trial still has this version (If-Match)." }),
  }).refine(({ values, reason }) => values === undefined || reason !== undefined, {
    path: ["reason"],
    message: "Say why the values change: the reason is kept beside them.",
  }),
  output: Trial,
  errors: ["not_found", "state_conflict", "precondition_failed"],
  rest: {
    method: "PATCH",
    path: "/trials/{trial_id}",
    status: 200,
    ifMatch: "if_version",
    headers: ({ version }) => ({ ETag: `"${version}"` }),
  },
});
