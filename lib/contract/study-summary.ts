import { z } from "zod";
import { operation } from "./operation";
import { ApiKeyId, Cursor, PersonId, ProjectId, page, StudyId, Tags, Timestamp } from "./primitives";
import { RepeatGroup } from "./repeats";
import { FinishReason, ImportedCounts, Objective, StudyState, studyStates, TrialCounts } from "./study";

/** A best-so-far curve of a summary has at most this many points, however many trials the study has. */
export const CURVE_POINTS_MAX = 40;

/** Who made a study. A person's name is in the list of members; a key's may be gone with the key. */
export const StudyOwner = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: PersonId }),
  z.object({ kind: z.literal("api_key"), id: ApiKeyId, name: z.string() }),
]);
export type StudyOwner = z.infer<typeof StudyOwner>;

/** A study as a list shows it: how far it is and the best it found, without its search space and settings. */
export const StudySummary = z
  .object({
    id: StudyId,
    project_id: ProjectId,
    project_name: z.string(),
    name: z.string(),
    state: StudyState,
    state_reason: FinishReason.nullable(),
    archived_at: Timestamp.nullable(),
    objective: Objective.meta({ description: "The first objective, which best_value and curve are about." }),
    objective_count: z.int(),
    sampler: z.object({ name: z.string() }),
    tags: Tags,
    limits: z.object({ max_trials: z.int() }),
    trial_counts: TrialCounts,
    imported_counts: ImportedCounts,
    best_value: z.number().nullable().meta({ description: "Where the study has repeats: the mean of its best group." }),
    best_group: RepeatGroup.pick({ std_error: true, n: true })
      .nullable()
      .meta({ description: "Where the study has repeats: what best_value is the mean of." }),
    curve: z
      .array(z.object({ trial_number: z.int(), value: z.number() }))
      .max(CURVE_POINTS_MAX)
      .meta({
        description: "Best value so far by trial number, thinned out; only completed, feasible, finite trials.",
      }),
    owner: StudyOwner.nullable(),
    last_activity_at: Timestamp.nullable().meta({ description: "When a trial was last handed out or ended." }),
    created_at: Timestamp,
  })
  .meta({ id: "StudySummary" });
export type StudySummary = z.infer<typeof StudySummary>;

export const studySorts = ["newest", "oldest", "name", "name_descending"] as const;
export type StudySort = (typeof studySorts)[number];

export const listStudySummaries = operation({
  id: "study.summaries",
  summary: "Studies as lists show them: state, counts, best value and its course; of one project or of the workspace",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({
    project_id: ProjectId.optional(),
    search: z.string().trim().max(200).default("").meta({ description: "Part of the name, in any case." }),
    states: z.array(StudyState).max(studyStates.length).default([]).meta({ description: "None: any state." }),
    tag: z.string().min(1).max(64).optional(),
    archived: z.boolean().default(false).meta({ description: "The archived ones instead of the others." }),
    sort: z.enum(studySorts).default("newest"),
    limit: z.int().min(1).max(100).default(25),
    cursor: Cursor.optional(),
  }),
  output: page(StudySummary),
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies", status: 200 },
});
