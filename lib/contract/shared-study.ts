import { z } from "zod";
import { operation } from "./operation";
import { MetricValue, Tags, Timestamp } from "./primitives";
import { Assignments } from "./search-space";
import { FinishReason, ImportedCounts, Objective, StudyState, TrialCounts } from "./study";
import { TrialState } from "./trial";

/** Trials in the picture of a shared study; of more, those that keep its outline. */
export const SHARED_HISTORY_MAX = 2_000;
/** Best trials in the table. */
export const SHARED_TRIALS_MAX = 25;
/** Objectives that get a picture. */
export const SHARED_PICTURES_MAX = 4;
/** Choices of one parameter that are named. */
export const SHARED_CHOICES_MAX = 24;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const parameter = { name: z.string(), conditional: z.boolean() };

/** A parameter's domain; priors, weights, defaults and conditions are not shown. */
export const SharedParameter = z.discriminatedUnion("kind", [
  z.object({
    ...parameter,
    kind: z.literal("range"),
    type: z.enum(["float", "int"]),
    low: z.number(),
    high: z.number(),
    scale: z.enum(["linear", "log", "reverse_log", "logit"]),
    step: z.number().nullable(),
  }),
  z.object({
    ...parameter,
    kind: z.literal("choices"),
    type: z.enum(["ordinal", "categorical", "bool"]),
    choices: z.array(Scalar).max(SHARED_CHOICES_MAX),
    choices_total: z.int(),
  }),
  z.object({ ...parameter, kind: z.literal("fixed"), value: Scalar }),
]);
export type SharedParameter = z.infer<typeof SharedParameter>;

/** A completed trial: what it scored, and with which assignments where the link shows them. */
export const SharedTrial = z.object({
  number: z.int(),
  values: z.array(z.object({ metric: z.string(), value: MetricValue })).max(16),
  assignments: Assignments.nullable(),
});
export type SharedTrial = z.infer<typeof SharedTrial>;

const column = <Cell extends z.ZodType>(cell: Cell) => z.array(cell).max(SHARED_HISTORY_MAX);

/** Trials as columns, in order of number. */
export const SharedHistory = z.object({
  numbers: column(z.int()),
  states: column(TrialState),
  feasible: column(z.boolean().nullable()),
  values: z.array(z.object({ metric: z.string(), values: column(MetricValue.nullable()) })).max(SHARED_PICTURES_MAX),
});
export type SharedHistory = z.infer<typeof SharedHistory>;

/**
 * All that a share link shows: what is not named here is not shown (S8). No id, no name of a person, key or worker, no
 * metadata, no reason anybody wrote; tags, parameters and single trials only where they were chosen, else null.
 */
export const SharedStudy = z
  .object({
    title: z.string(),
    state: StudyState,
    state_reason: FinishReason.nullable(),
    objectives: z.array(z.object(Objective.omit({ reference: true }).shape)).max(16),
    max_trials: z.int(),
    trial_counts: TrialCounts,
    imported_counts: ImportedCounts,
    history: SharedHistory,
    incumbent: SharedTrial.nullable(),
    best_trials: z.array(SharedTrial).max(SHARED_TRIALS_MAX).nullable(),
    parameters: z
      .array(z.string())
      .max(512)
      .nullable()
      .meta({ description: "Names in the order of the search space, where values of parameters are shown." }),
    search_space: z.array(SharedParameter).max(512).nullable(),
    tags: Tags.nullable(),
    created_at: Timestamp,
    last_activity_at: Timestamp.nullable(),
    as_of: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: "SharedStudy" });
export type SharedStudy = z.infer<typeof SharedStudy>;

/** The one operation a share link may call. Which study, and what of it, is the link's own business: there is nothing to ask for. */
export const readShared = operation({
  id: "shared.read",
  summary: "What a share link shows of its study",
  kind: "query",
  scope: "shared:read",
  input: z.strictObject({}),
  output: SharedStudy,
  errors: ["not_found"],
});
