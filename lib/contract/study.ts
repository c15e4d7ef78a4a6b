import { z } from "zod";
import { Limits, NewLimits } from "./limits";
import { operation } from "./operation";
import {
  Cursor,
  Metadata,
  MetricName,
  Name,
  PageLimit,
  ProjectId,
  page,
  StoredMetadata,
  StudyId,
  Tags,
  Timestamp,
} from "./primitives";
import { Repeats } from "./repeats";
import { SchedulerSetting } from "./scheduler";
import { SearchSpaceInput, SpaceConstraintsInput } from "./search-space";
import { trialStates } from "./trial";

export const studyStates = ["active", "paused", "stopped", "finished"] as const;
export const StudyState = z.enum(studyStates);
export type StudyState = z.infer<typeof StudyState>;

/** Why a study hands nothing out any more. */
export const finishReasons = [
  "budget",
  "target",
  "stagnation",
  "failures",
  "deadline",
  "cost",
  "resource",
  "grid_exhausted",
  "no_point_found",
  "population_complete",
  "stopped",
] as const;
export const FinishReason = z.enum(finishReasons);
export type FinishReason = z.infer<typeof FinishReason>;

export const Objective = z.strictObject({
  metric: MetricName,
  direction: z.enum(["minimize", "maximize"]),
  target: z.number().optional().meta({
    description:
      "Good enough: the study finishes once one feasible trial has reached the target of each objective that has one.",
  }),
  reference: z.number().optional().meta({
    description:
      "Of several objectives, the worst value that is of use: trials within all references come before others, and hypervolume counts from them.",
  }),
});
export type Objective = z.infer<typeof Objective>;

/** One metric cannot be minimized and maximized, and counts once. What is of use is a question of several. */
function refuseUnfit(objectives: readonly Objective[], check: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { metric }] of objectives.entries()) {
    if (seen.has(metric)) {
      const message = `${metric} is an objective already. Name each metric once.`;
      check.addIssue({ code: "custom", path: [index, "metric"], message });
    }
    seen.add(metric);
  }
  if (objectives.length === 1 && objectives[0]?.reference !== undefined) {
    const message = "A reference is of several objectives. Leave it out, or bound the metric by outcome_constraints.";
    check.addIssue({ code: "custom", path: [0, "reference"], message });
  }
}

export const Objectives = z.array(Objective).min(1).max(16).superRefine(refuseUnfit);

export const OutcomeConstraint = z
  .strictObject({ metric: MetricName, lte: z.number().optional(), gte: z.number().optional() })
  .refine((bound) => (bound.lte === undefined) !== (bound.gte === undefined), "Give exactly one of lte and gte.");
export type OutcomeConstraint = z.infer<typeof OutcomeConstraint>;

/** No value of a metric could keep bounds that exclude each other: every trial would be infeasible. */
function refuseContradiction(bounds: readonly OutcomeConstraint[], check: z.RefinementCtx): void {
  for (const [index, { metric, lte }] of bounds.entries()) {
    const floor = bounds.find((other) => other.metric === metric && lte !== undefined && Number(other.gte) > lte)?.gte;
    if (floor === undefined) continue;
    const message = `No value of ${metric} is at most ${lte} and at least ${floor}. Correct one of the two bounds.`;
    check.addIssue({ code: "custom", path: [index, "lte"], message });
  }
}

export const OutcomeConstraints = z.array(OutcomeConstraint).max(64).superRefine(refuseContradiction);

/** The name picks a catalogue entry; its options are checked by that entry's own schema. */
export const SamplerSetting = z.looseObject({ name: z.string().min(1).max(64) }).meta({
  description:
    "`name` of a sampler of the catalogue, and its options beside it; or `external`: clients make the trials.",
});
export type SamplerSetting = z.infer<typeof SamplerSetting>;

export const Seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Studies a new one may learn from, at most. */
export const WARM_START_MAX = 5;

/** Named once each, so that none counts twice. */
const WarmStartInput = z
  .array(StudyId)
  .max(WARM_START_MAX, `At most ${WARM_START_MAX} studies.`)
  .superRefine((ids, check) => {
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) < index)
        check.addIssue({ code: "custom", path: [index], message: "This study is named already. Name each once." });
    }
  })
  .meta({
    description:
      "Studies of the workspace to learn from: the results they have now. Used by every sampler that learns from results.",
  });

export const WarmStart = z.object({
  study_id: StudyId,
  project_id: ProjectId,
  name: z.string(),
  results: z.int().meta({ description: "How many of its results were taken over, when this study was created." }),
});
export type WarmStart = z.infer<typeof WarmStart>;

export const TrialCounts = z.object(
  Object.fromEntries(trialStates.map((state) => [state, z.int()])) as Record<(typeof trialStates)[number], z.ZodInt>,
);

/** Those of trial_counts that came ended from elsewhere: they use no budget. */
export const ImportedCounts = TrialCounts.meta({
  description: "Those of trial_counts that were imported; they use no budget.",
});

export const Study = z
  .object({
    id: StudyId,
    project_id: ProjectId,
    name: z.string(),
    state: StudyState,
    state_reason: FinishReason.nullable(),
    archived_at: Timestamp.nullable(),
    search_space: SearchSpaceInput,
    constraints: z.array(z.unknown()).max(64),
    space_revision: z.int(),
    objectives: z.array(Objective).max(16),
    outcome_constraints: z.array(OutcomeConstraint).max(64),
    sampler: SamplerSetting,
    scheduler: SchedulerSetting.nullable().meta({
      description: "Who decides how far trials train; null: each trains to its end.",
    }),
    repeats: Repeats.nullable().meta({ description: "How often assignments are evaluated; null: once." }),
    limits: Limits,
    warm_start: z.array(WarmStart).max(WARM_START_MAX).meta({ description: "The studies that this one learns from." }),
    seed: z.int(),
    reproducible: z
      .boolean()
      .meta({ description: "No suggestion depends on how long anything takes, but for a sampler that fails." }),
    metadata: StoredMetadata,
    tags: Tags,
    trial_counts: TrialCounts,
    imported_counts: ImportedCounts,
    budget_used: z.int(),
    resume_waiting: z.int().meta({
      description: "Trials that wait to go on from a checkpoint while no worker that can do so comes.",
    }),
    sampler_degraded: z.boolean().meta({ description: "The sampler failed: others step in until a resume." }),
    version: z.int(),
    url: z.string().nullable().meta({ description: "Where the study can be watched." }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "Study" });
export type Study = z.infer<typeof Study>;

export const studyErrors = ["not_found", "state_conflict", "precondition_failed"] as const;
export const StudyAddress = z.strictObject({ study_id: StudyId });

export const listStudies = operation({
  id: "study.list",
  summary: "The studies of a project, newest first",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({
    project_id: ProjectId,
    limit: PageLimit,
    cursor: Cursor.optional(),
    name: Name.optional().meta({ description: "Only the study of exactly this name." }),
    archived: z.boolean().default(false),
  }),
  output: page(Study),
  errors: ["not_found"],
  rest: { method: "GET", path: "/projects/{project_id}/studies", status: 200 },
});

export const createStudy = operation({
  id: "study.create",
  summary: "Create a study; `if_exists=return` opens the one that has the name",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({
    project_id: ProjectId,
    name: Name,
    search_space: SearchSpaceInput,
    constraints: SpaceConstraintsInput,
    objectives: Objectives,
    outcome_constraints: OutcomeConstraints.default([]),
    sampler: SamplerSetting.default({ name: "auto" }),
    scheduler: SchedulerSetting.nullable().default(null),
    repeats: Repeats.nullable().default(null),
    limits: NewLimits.prefault({}),
    warm_start: WarmStartInput.default([]),
    seed: Seed.optional().meta({
      description:
        "Same seed, same sampler and same results: same trials, as far as `reproducible` goes. Drawn when absent.",
    }),
    reproducible: z.boolean().default(false).meta({
      description:
        "For one worker that asks and tells in turn: same seed and same results, the same trials again. A suggestion then waits for hyperparameters to be fitted anew.",
    }),
    metadata: Metadata.default({}),
    tags: Tags.default([]),
    if_exists: z.enum(["fail", "return"]).default("fail"),
  }),
  output: Study,
  errors: ["not_found", "name_taken", "invalid_search_space"],
  rest: {
    method: "POST",
    path: "/projects/{project_id}/studies",
    status: 201,
    query: ["if_exists"],
    headers: (study) => ({ ETag: `"${study.version}"` }),
  },
});

export const readStudy = operation({
  id: "study.read",
  summary: "One study, with counts of its trials by state",
  kind: "query",
  scope: "study:read",
  input: StudyAddress,
  output: Study,
  errors: ["not_found"],
  rest: {
    method: "GET",
    path: "/studies/{study_id}",
    status: 200,
    headers: (study) => ({ ETag: `"${study.version}"` }),
  },
});

export const pauseStudy = operation({
  id: "study.pause",
  summary: "Hand nothing new out; what runs goes on",
  kind: "mutation",
  scope: "study:write",
  input: StudyAddress,
  output: Study,
  errors: studyErrors,
  rest: { method: "POST", path: "/studies/{study_id}/pause", status: 200 },
});

export const resumeStudy = operation({
  id: "study.resume",
  summary: "Go on after a pause; a sampler that had failed is asked again",
  kind: "mutation",
  scope: "study:write",
  input: StudyAddress,
  output: Study,
  errors: studyErrors,
  rest: { method: "POST", path: "/studies/{study_id}/resume", status: 200 },
});

export const stopStudy = operation({
  id: "study.stop",
  summary: "End the study: running trials are told to stop, waiting ones are cancelled",
  kind: "mutation",
  scope: "study:write",
  input: StudyAddress,
  output: Study,
  errors: studyErrors,
  rest: { method: "POST", path: "/studies/{study_id}/stop", status: 200 },
});

export const archiveStudy = operation({
  id: "study.archive",
  summary: "Take a study that no longer runs out of the lists; nothing is deleted",
  kind: "mutation",
  scope: "study:write",
  input: StudyAddress,
  output: Study,
  errors: studyErrors,
  rest: { method: "POST", path: "/studies/{study_id}/archive", status: 200 },
});
