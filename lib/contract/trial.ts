import { z } from "zod";
import { operation } from "./operation";
import {
  boundedRecord,
  Cursor,
  Metadata,
  MetricName,
  MetricValue,
  PageLimit,
  page,
  StoredMetadata,
  StudyId,
  Timestamp,
  TrialId,
} from "./primitives";
import { Assignments } from "./search-space";

export const trialStates = [
  "queued",
  "running",
  "paused",
  "completed",
  "pruned",
  "failed",
  "infeasible",
  "cancelled",
] as const;
export const TrialState = z.enum(trialStates);
export type TrialState = z.infer<typeof TrialState>;

/** Where a suggestion comes from: the sampler, and why another answered in its place. */
export const Origin = z
  .looseObject({ sampler: z.string().max(64) })
  .meta({ description: "Who made the suggestion, and why." });
export type Origin = z.infer<typeof Origin>;

export const StoredValue = z.object({
  value: MetricValue,
  std_error: z.number().nullable(),
  n: z.int().nullable(),
});

export const Trial = z
  .object({
    id: TrialId,
    study_id: StudyId,
    number: z.int(),
    state: TrialState,
    state_reason: z.string().nullable(),
    assignments: Assignments,
    values: z.record(z.string(), StoredValue).meta({ description: "Final observation by metric; empty until told." }),
    feasible: z
      .boolean()
      .nullable()
      .meta({ description: "Whether the outcome constraints hold; null until completed." }),
    cost: z.number().nullable(),
    attempt: z.int(),
    worker_id: z.string().nullable(),
    origin: Origin,
    space_revision: z.int(),
    metadata: StoredMetadata,
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
  })
  .meta({ id: "Trial" });
export type Trial = z.infer<typeof Trial>;

export const Attempt = z.object({
  number: z.int(),
  worker_id: z.string().nullable(),
  started_at: Timestamp,
  ended_at: Timestamp.nullable(),
  end_reason: z.string().nullable(),
});

export const Measurement = z.object({
  attempt: z.int(),
  step: z.int(),
  metric: z.string(),
  value: MetricValue,
  measured_at: Timestamp,
});

export const TrialDetail = Trial.extend({
  attempts: z.array(Attempt).max(1000),
  measurements: z.array(Measurement).max(10_000).meta({ description: "The latest 10,000." }),
}).meta({ id: "TrialDetail" });
export type TrialDetail = z.infer<typeof TrialDetail>;

export const Lease = z.object({
  expires_in_s: z.number().meta({ description: "A duration, so that no two clocks are compared." }),
  heartbeat_every_s: z.number(),
});

export const HandedOutTrial = z.object({
  id: TrialId,
  number: z.int(),
  assignments: Assignments,
  attempt: z.int().meta({ description: "The fencing token: send it with every measurement, heartbeat and tell." }),
  lease: Lease,
  origin: Origin,
  space_revision: z.int(),
  metadata: StoredMetadata,
});
export type HandedOutTrial = z.infer<typeof HandedOutTrial>;

export const WaitReason = z.enum(["computing", "parallel_cap", "paused", "draining"]);
export type WaitReason = z.infer<typeof WaitReason>;

const WorkerId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, "Must be visible ASCII without spaces.");
export const AttemptNumber = z
  .int()
  .min(1)
  .max(1_000_000)
  .meta({ description: "From the ask that handed the trial out." });
const LeaseSeconds = z.int().min(30).max(86_400);

export const AskResult = z.object({
  trials: z.array(HandedOutTrial).max(64),
  redelivered: z.boolean(),
  reason: WaitReason.nullable().meta({ description: "Why nothing was handed out." }),
  retry_after_s: z.int().nullable(),
});
export type AskResult = z.infer<typeof AskResult>;

export const askTrials = operation({
  id: "trial.ask",
  summary: "Ask for trials to evaluate",
  kind: "mutation",
  scope: "trial:ask",
  input: z.strictObject({
    study_id: StudyId,
    count: z.int().min(1).max(64).default(1),
    worker_id: WorkerId.optional().meta({
      description: "Names one sequential loop; its live trials are handed out again to it.",
    }),
    sticky: z.boolean().optional().meta({ description: "Default: true when worker_id is given." }),
    lease_seconds: LeaseSeconds.default(3600),
    wait_seconds: z.number().min(0).max(30).default(2),
    fixed: Assignments.optional().meta({
      description: "Evaluate these assignments; the sampler fills in the parameters that are missing.",
    }),
    metadata: Metadata.optional().meta({
      description: "Added to that of the trials, unless a trial would have more than 200 keys or 256 KiB then.",
    }),
  }),
  output: AskResult,
  errors: ["not_found", "study_finished", "lease_lost", "invalid_assignments"],
  rest: {
    method: "POST",
    path: "/studies/{study_id}/ask",
    status: {
      possible: [201, 200, 202],
      of: (result) => (result.trials.length === 0 ? 202 : result.redelivered ? 200 : 201),
    },
    headers: (result): Record<string, string> =>
      result.retry_after_s === null ? {} : { "Retry-After": String(result.retry_after_s) },
  },
});

const ToldValue = z.union(
  [
    MetricValue,
    z.strictObject({
      value: MetricValue,
      std_error: z.number().min(0).optional(),
      n: z.int().min(1).max(1_000_000).optional(),
    }),
  ],
  {
    error:
      'Must be a finite number, one of the strings "NaN", "Infinity", "-Infinity", or {value, std_error?, n?} with std_error from 0 and n from 1 to 1,000,000.',
  },
);

export const TellResult = z.object({
  trial_id: TrialId,
  state: TrialState,
  values: z.record(z.string(), StoredValue),
});
export type TellResult = z.infer<typeof TellResult>;

export const tellTrial = operation({
  id: "trial.tell",
  summary: "Tell a trial's final result; telling the same result again is harmless",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({
    trial_id: TrialId,
    attempt: AttemptNumber,
    state: z.enum(["completed", "failed", "infeasible", "pruned"]),
    values: boundedRecord(MetricName, ToldValue, 100).default({}).meta({
      description: "Every objective and constrained metric when completed.",
    }),
    from_measurements: z
      .enum(["last", "best"])
      .optional()
      .meta({ description: "Take metrics missing in values from the measurements." }),
    cost: z.number().min(0).optional(),
    reason: z.string().max(4000).optional(),
    metadata: Metadata.optional(),
  }),
  output: TellResult,
  errors: ["not_found", "lease_lost", "already_told", "invalid_observation", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/tell", status: 200 },
});

export const releaseTrial = operation({
  id: "trial.release",
  summary: "Give the lease back; the trial is handed out again without counting as a retry",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({ trial_id: TrialId, attempt: AttemptNumber }),
  output: z.object({ trial_id: TrialId, state: TrialState }),
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/release", status: 200 },
});

export const enqueueTrials = operation({
  id: "trial.enqueue",
  summary: "Queue assignments of your own; they are handed out before the sampler's",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({
    study_id: StudyId,
    trials: z
      .array(z.strictObject({ assignments: Assignments, metadata: Metadata.default({}) }))
      .min(1)
      .max(1000),
  }),
  output: z.object({ trials: z.array(Trial).max(1000) }),
  errors: ["not_found", "invalid_assignments", "study_finished", "state_conflict"],
  rest: { method: "POST", path: "/studies/{study_id}/trials", status: 201 },
});

/** The grammar is read by `parseTrialFilter`; a problem is told with its position. */
export const TrialFilterText = z
  .string()
  .max(2_000, "Must be at most 2,000 characters.")
  .meta({
    description:
      "Which trials: comparisons of params.<name>, values.<metric>, number, state, attempt, cost, duration (seconds), worker, sampler, feasible, joined by and, or, not.",
    examples: ["state in (completed, pruned) and params.lr < 0.01 and values.loss < 1"],
  });

export const TrialSortText = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description:
      "One field as in filter, or created_at, started_at, finished_at; - in front for the largest first. Trials without it come last.",
    examples: ["-values.accuracy"],
  });

export const listTrials = operation({
  id: "trial.list",
  summary: "The trials of a study, filtered and sorted",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({
    study_id: StudyId,
    limit: PageLimit,
    cursor: Cursor.optional(),
    filter: TrialFilterText.optional(),
    sort: TrialSortText.optional(),
    order: z.enum(["asc", "desc"]).default("asc").meta({ description: "Of number; used when sort is absent." }),
    state: z
      .string()
      .max(200)
      .regex(
        new RegExp(`^(${trialStates.join("|")})(,(${trialStates.join("|")}))*$`),
        `Must be states separated by commas: ${trialStates.join(", ")}.`,
      )
      .optional(),
  }),
  output: page(Trial),
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies/{study_id}/trials", status: 200 },
});

export const readTrial = operation({
  id: "trial.read",
  summary: "One trial with its attempts and measurements",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ trial_id: TrialId }),
  output: TrialDetail,
  errors: ["not_found"],
  rest: { method: "GET", path: "/trials/{trial_id}", status: 200 },
});
