import { z } from "zod";
import { NamedActor } from "./actor";
import { Checkpoint } from "./checkpoint";
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
  Tags,
  Timestamp,
  TrialId,
} from "./primitives";
import { TrialRepeat } from "./repeats";
import { Assignments } from "./search-space";
import { KnownCheckpoint, StandingVerdict, TrialLineage, TrialRung } from "./trial-course";

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
    repeat: TrialRepeat.nullable().meta({ description: "Its place among the trials of the same assignments." }),
    origin: Origin,
    space_revision: z.int(),
    metadata: StoredMetadata,
    tags: Tags,
    note: z.string(),
    version: z.int().meta({ description: "Raised by every change that people and keys make of it: the ETag." }),
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

export const Correction = z.object({
  revision: z.int().meta({ description: "From 2: the first is what was told." }),
  at: Timestamp,
  by: NamedActor,
  reason: z.string(),
  values: z
    .record(z.string(), z.object({ from: StoredValue.nullable(), to: StoredValue }))
    .meta({ description: "By metric; from is null where there was no value before." }),
});
export type Correction = z.infer<typeof Correction>;

/** Trials of the same assignments that are listed; somebody may have queued them more often. */
export const SIBLINGS_MAX = 64;

const Sibling = z.object({
  id: TrialId,
  number: z.int(),
  index: z.int().nullable(),
  state: TrialState,
  stopping: z.boolean().meta({ description: "It runs, and its worker hears a stop with its next reply." }),
  values: z.record(z.string(), StoredValue),
});

export const TrialDetail = Trial.extend({
  attempts: z.array(Attempt).max(1000),
  measurements: z.array(Measurement).max(10_000).meta({ description: "The latest 10,000." }),
  corrections: z.array(Correction).max(100).meta({
    description: "How its values were changed after they were told, the newest last; the latest 100.",
  }),
  attributes: z.record(z.string(), z.json()).meta({ description: "What programs noted beside it, by key." }),
  verdict: StandingVerdict,
  lease_until: Timestamp.nullable().meta({
    description: "When the trial is given to another unless its worker is heard.",
  }),
  bracket: z.int().nullable().meta({ description: "Its place in a scheduler's bracket." }),
  target: z.number().nullable().meta({ description: "The resource it may train to; null: to its end." }),
  rungs: z.array(TrialRung).max(1000),
  checkpoints: z.array(KnownCheckpoint).max(100).meta({ description: "The newest 100." }),
  lineage: TrialLineage,
  siblings: z
    .array(Sibling)
    .max(SIBLINGS_MAX)
    .meta({ description: "Where the study has repeats: the trials of the same assignments, itself included." }),
  group_ended_early: z.boolean().meta({ description: "Somebody ended its group of repeats: no more are made." }),
}).meta({ id: "TrialDetail" });
export type TrialDetail = z.infer<typeof TrialDetail>;

export const AttemptNumber = z
  .int()
  .min(1)
  .max(1_000_000)
  .meta({ description: "From the ask that handed the trial out." });
export const ToldValue = z.union(
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
    final: z.boolean().optional().meta({
      description: "The trial has completed although a scheduler would have it train further.",
    }),
    checkpoint: Checkpoint.optional(),
    cost: z
      .number()
      .min(0)
      .optional()
      .meta({ description: "What the trial has cost so far, over all its hand-outs, in a unit of your own." }),
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
  input: z.strictObject({ trial_id: TrialId, attempt: AttemptNumber, checkpoint: Checkpoint.optional() }),
  output: z.object({ trial_id: TrialId, state: TrialState }),
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/release", status: 200 },
});

/** The grammar is read by `parseTrialFilter`; a problem is told with its position. */
export const TrialFilterText = z
  .string()
  .max(2_000, "Must be at most 2,000 characters.")
  .meta({
    description:
      "Which trials: comparisons of params.<name>, values.<metric>, number, group (the number of the first trial of the same assignments, where a study has repeats), state, attempt, cost, duration (seconds), worker, sampler, feasible, tag (= where one of them is equal, != where none is), joined by and, or, not.",
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
  rest: {
    method: "GET",
    path: "/trials/{trial_id}",
    status: 200,
    headers: ({ version }) => ({ ETag: `"${version}"` }),
  },
});
