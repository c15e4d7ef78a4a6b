import { z } from "zod";
import { CHOICES_MAX, PARAMETERS_MAX, ParameterName, TEXT_LENGTH_MAX } from "@/lib/engine/space/schema";
import { Lease, LeaseSeconds, WorkerId } from "./ask";
import { Attributes } from "./attributes";
import { operation } from "./operation";
import {
  boundedRecord,
  MetricName,
  MetricValue,
  PageLimit,
  StorableTime,
  StudyId,
  Timestamp,
  TrialId,
  TrialNumber,
} from "./primitives";
import { TrialState } from "./trial";

const Choice = z.union([z.string().max(TEXT_LENGTH_MAX), z.number(), z.boolean(), z.null()], {
  error: "Must be a text, a number, true, false or null.",
});
const scale = z.enum(["linear", "log"]).optional();

/** What a value was drawn from: of each trial its own, since an objective may change its ranges as it goes. */
export const Distribution = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("float"),
      low: z.number(),
      high: z.number(),
      step: z.number().positive().optional(),
      scale,
    }),
    z.strictObject({
      type: z.literal("int"),
      low: z.int(),
      high: z.int(),
      step: z.int().positive().optional(),
      scale,
    }),
    z.strictObject({ type: z.literal("categorical"), choices: z.array(Choice).min(1).max(CHOICES_MAX) }),
  ])
  .superRefine((distribution, check) => {
    if (distribution.type === "categorical") return;
    const { low, high } = distribution;
    const refuse = (field: string, message: string) => check.addIssue({ code: "custom", path: [field], message });
    if (low > high) refuse("low", `low (${low}) is greater than high (${high}); swap them.`);
    if (distribution.scale === "log" && low <= 0) refuse("low", "Must be above 0 on the scale log.");
  })
  .meta({ id: "Distribution", description: "As in a search space: what the value was drawn from." });
export type Distribution = z.output<typeof Distribution>;

const RecordedAssignment = z
  .strictObject({
    value: Choice.meta({ description: "Of the distribution's type. It may lie outside its range." }),
    distribution: Distribution,
  })
  .superRefine(({ value, distribution }, check) => {
    const fits =
      distribution.type === "categorical"
        ? distribution.choices.includes(value)
        : typeof value === "number" && (distribution.type === "float" || Number.isInteger(value));
    const wanted = { categorical: "one of the choices", int: "a whole number", float: "a number" }[distribution.type];
    if (!fits) check.addIssue({ code: "custom", path: ["value"], message: `Must be ${wanted}.` });
  });

export const RecordedAssignments = boundedRecord(ParameterName, RecordedAssignment, PARAMETERS_MAX).meta({
  description: "By parameter, in the order in which the trial got them.",
});
export type RecordedAssignments = z.output<typeof RecordedAssignments>;

const STEP_MAX = 1_000_000_000;
const RecordedStep = z.strictObject({
  step: z.int().min(-STEP_MAX).max(STEP_MAX),
  values: boundedRecord(MetricName, MetricValue, 100).refine(
    (values) => Object.keys(values).length > 0,
    "Give at least one metric.",
  ),
});
const RecordedSteps = z.array(RecordedStep).max(1000).meta({
  description: "Any whole steps; a step that is told again has its newest value.",
});

const resultFields = {
  values: boundedRecord(MetricName, MetricValue, 100)
    .optional()
    .meta({ description: "Every objective when completed." }),
  reason: z.string().max(4000).optional(),
  finished_at: StorableTime.optional().meta({ description: "Default: now." }),
} as const;

/** What only a trial that has ended can have. */
const RESULT_FIELDS = ["values", "reason", "finished_at"] as const satisfies readonly (keyof typeof resultFields)[];

const UNFINISHED: ReadonlySet<string> = new Set(["running", "queued", "paused"]);

const NewRecord = z
  .strictObject({
    state: z
      .enum(["running", "queued", "paused", "completed", "pruned", "failed", "infeasible"])
      .default("running")
      .meta({
        description:
          "Of its birth. running: the caller holds it, under attempt 1. One that has ended uses no budget. paused: it has ended, and is more than one request takes; nobody is handed it, and the rest comes by PATCH /trials/{trial_id}/record.",
      }),
    assignments: RecordedAssignments.default({}),
    attributes: Attributes.default({}),
    measurements: RecordedSteps.default([]),
    started_at: StorableTime.optional(),
    ...resultFields,
  })
  .superRefine((trial, check) => {
    if (!UNFINISHED.has(trial.state)) return;
    for (const field of RESULT_FIELDS) {
      if (trial[field] === undefined) continue;
      check.addIssue({ code: "custom", path: [field], message: "Only a trial that has ended has it." });
    }
  });
export type NewRecord = z.output<typeof NewRecord>;

const holding = {
  worker_id: WorkerId.optional(),
  lease_seconds: LeaseSeconds.default(3600),
} as const;

const Held = z.object({
  id: TrialId,
  number: z.int(),
  state: TrialState,
  attempt: z.int().meta({ description: "The fencing token of what is written of the trial; 0 until it is started." }),
  lease: Lease.nullable().meta({ description: "Of a running trial." }),
});

export const createRecords = operation({
  id: "trial.create-records",
  summary: "Make trials of a study whose sampler is external: running, waiting, or ended ones with all they have",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({ study_id: StudyId, trials: z.array(NewRecord).min(1).max(1000), ...holding }),
  output: z.object({ trials: z.array(Held).max(1000).meta({ description: "In the order of the request." }) }),
  errors: ["not_found", "study_finished", "state_conflict", "invalid_assignments", "invalid_observation"],
  rest: { method: "POST", path: "/studies/{study_id}/records", status: 201 },
});

export const startTrial = operation({
  id: "trial.start",
  summary:
    "Take a waiting trial of a study whose sampler is external; one caller gets it, others hear that it is taken",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({ trial_id: TrialId, ...holding }),
  output: Held,
  errors: ["not_found", "study_finished", "state_conflict"],
  rest: { method: "POST", path: "/trials/{trial_id}/start", status: 200 },
});

export const RecordedResult = z.strictObject({
  state: z.enum(["completed", "pruned", "failed", "infeasible"]),
  ...resultFields,
});
export type RecordedResult = z.output<typeof RecordedResult>;

export const recordTrial = operation({
  id: "trial.record",
  summary:
    "Add to a trial of a study whose sampler is external until it has ended: assignments, attributes, measurements",
  kind: "mutation",
  scope: "trial:write",
  input: z.strictObject({
    trial_id: TrialId,
    attempt: z.int().min(0).max(1_000_000).meta({ description: "The trial's present attempt, 0 until it is started." }),
    assignments: RecordedAssignments.default({}),
    attributes: Attributes.default({}),
    measurements: RecordedSteps.default([]),
    result: RecordedResult.optional().meta({
      description: "Of a trial that was made paused: this was the last of it, and so it ended. One that runs is told.",
    }),
  }),
  output: z.object({
    trial_id: TrialId,
    state: TrialState,
    stopping: z.boolean().meta({ description: "Somebody stopped the trial or its study: end it." }),
    lease: Lease.nullable().meta({ description: "Of a running trial; it begins anew." }),
  }),
  errors: ["not_found", "lease_lost", "state_conflict", "invalid_assignments", "invalid_observation"],
  rest: { method: "PATCH", path: "/trials/{trial_id}/record", status: 200 },
});

/** Values with what they were drawn from, as they are answered. */
export const DrawnAssignments = z.record(z.string(), z.object({ value: Choice, distribution: Distribution }));
export type DrawnAssignments = z.output<typeof DrawnAssignments>;

/** With microseconds, which a client of another language may compare. */
const ExactTime = Timestamp.nullable();

export const TrialRecord = z
  .object({
    id: TrialId,
    number: z.int(),
    state: TrialState,
    state_reason: z.string().nullable(),
    attempt: z.int(),
    worker_id: z.string().nullable(),
    assignments: DrawnAssignments,
    attributes: z.record(z.string(), z.json()),
    values: z.record(z.string(), MetricValue),
    measurements: z.array(z.object({ step: z.int(), metric: z.string(), value: MetricValue })).meta({
      description: "By step; of one that was measured in several attempts the latest.",
    }),
    started_at: ExactTime,
    finished_at: ExactTime,
  })
  .meta({ id: "TrialRecord" });
export type TrialRecord = z.output<typeof TrialRecord>;

export const listRecords = operation({
  id: "trial.list-records",
  summary: "Trials of a study whose sampler is external, whole, by number: what is new, and those that were not over",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({
    study_id: StudyId,
    from: TrialNumber.default(0).meta({ description: "Trials of this number and above." }),
    numbers: z
      .string()
      .max(4000)
      .regex(/^\d{1,8}(,\d{1,8})*$/, "Must be numbers of trials, separated by commas.")
      .optional()
      .meta({ description: "And these, as 3,5,8." }),
    after: z.int().min(-1).max(10_000_000).default(-1).meta({ description: "From `next_after` of the page before." }),
    limit: PageLimit,
  }),
  output: z.object({
    data: z.array(TrialRecord).max(1000),
    next_after: z.int().nullable().meta({ description: "Null: that was all." }),
  }),
  errors: ["not_found", "state_conflict"],
  rest: { method: "GET", path: "/studies/{study_id}/records", status: 200 },
});
