import { z } from "zod";
import { Lease } from "./ask";
import { Checkpoint, checkpointFields, refuseUnnamed } from "./checkpoint";
import { operation } from "./operation";
import { boundedRecord, MetricName, MetricValue, TrialId } from "./primitives";
import { AttemptNumber } from "./trial";
import { verdicts } from "./trial-course";

export const Verdict = z.object({
  verdict: z.enum(verdicts),
  reason: z
    .object({
      rule: z.string(),
      why: z.string().optional().meta({ description: "The scheduler's reason, in a sentence." }),
      bracket: z.int().optional(),
      rung: z.int().optional(),
    })
    .nullable(),
  target: z.number().nullable().meta({ description: "How far to train, where a scheduler says so; it may rise." }),
  lease: Lease,
});

export const MeasuredStep = z.strictObject({
  step: z.int().min(1).max(1_000_000_000).meta({ description: "Resource completed, from 1." }),
  values: boundedRecord(MetricName, MetricValue, 100).refine(
    (values) => Object.keys(values).length > 0,
    "Give at least one metric.",
  ),
});

export const measureTrial = operation({
  id: "trial.measure",
  summary: "Store metric values at steps: progress, heartbeat and verdict in one call",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({
    trial_id: TrialId,
    attempt: AttemptNumber,
    steps: z.array(MeasuredStep).min(1).max(1000),
    checkpoint: Checkpoint.optional(),
  }),
  output: Verdict,
  errors: ["not_found", "lease_lost", "measurement_conflict", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/measurements", status: 200 },
});

export const heartbeatTrial = operation({
  id: "trial.heartbeat",
  summary: "Keep the lease",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({ trial_id: TrialId, attempt: AttemptNumber }),
  output: Verdict,
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/heartbeat", status: 200 },
});

export const storeCheckpoint = operation({
  id: "trial.checkpoint",
  summary: "Say where a checkpoint of the trial is: whoever goes on with it begins there",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({ trial_id: TrialId, attempt: AttemptNumber, ...checkpointFields }).superRefine(refuseUnnamed),
  output: Verdict,
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/checkpoints", status: 201 },
});
