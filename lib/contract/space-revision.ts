import { z } from "zod";
import { changeKinds } from "@/lib/engine/space/space-change";
import { NamedActor } from "./actor";
import { operation } from "./operation";
import { StudyId, Timestamp, TrialId } from "./primitives";
import { SearchSpaceInput, SpaceConstraintsInput } from "./search-space";

/** Of one study, at most: each ask of a changed study looks at its trials through all revisions since theirs. */
export const REVISIONS_MAX = 100;
const WAITING_MAX = 10_000;
/** So many are looked at in a second or two; a transaction may take seven, and asks of the study wait for it. */
const WAITING_VALUES_MAX = 200_000;

/** Trials of the caller's own that may wait while a space of so many parameters comes into force: each is looked at. */
export const waitingMax = (parameters: number): number =>
  Math.min(WAITING_MAX, Math.floor(WAITING_VALUES_MAX / Math.max(parameters, 1)));

/** Cancelled trials that an answer names. */
export const CANCELLED_LISTED_MAX = 1_000;
/** Changes that are written down with a revision, and told in its event. */
export const CHANGES_KEPT_MAX = 50;
/** Trials that ended, of which a preview says how they fit: the newest. */
export const FITS_LOOKED_AT_MAX = 2_000;

export const SpaceChange = z
  .object({
    parameter: z.string().nullable().meta({ description: "Null: the constraints, or the order of the parameters." }),
    kind: z.enum(changeKinds),
    detail: z.string().meta({ description: "The same in words." }),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.null()])
      .optional()
      .meta({ description: "Of one that was added or removed: its value where a trial does not name it." }),
  })
  .meta({ id: "SpaceChange" });
export type SpaceChange = z.infer<typeof SpaceChange>;

const SpaceChanges = z.array(SpaceChange).max(2_000);

const Cancelled = z.object({
  total: z.int(),
  trials: z.array(z.object({ id: TrialId, number: z.int() })).max(CANCELLED_LISTED_MAX),
});

export const SpaceChanged = z
  .object({
    revision: z.int(),
    changes: SpaceChanges,
    cancelled: Cancelled.meta({ description: "Enqueued trials that do not fit the new space, by number." }),
    closed_groups: z.int().meta({
      description:
        "Groups of repeats that were begun and lie outside the new space: they get no more trials and leave their race; what runs may finish.",
    }),
    reopened: z.boolean().meta({ description: "The study was finished because its space was used up, and goes on." }),
  })
  .meta({ id: "SpaceChanged" });
export type SpaceChanged = z.infer<typeof SpaceChanged>;

const Fits = z.object({
  looked_at: z.int().meta({ description: `Trials that ended, the newest ${FITS_LOOKED_AT_MAX} at most.` }),
  same: z.int().meta({ description: "Points of the new space as they are." }),
  filled: z.int().meta({ description: "Points of the new space with defaults of new parameters." }),
  outside: z.int().meta({ description: "Beside the new space: samplers learn from them, and do not go there." }),
  elsewhere: z
    .int()
    .meta({ description: "Kept, and no longer learnt from: they had values the new space cannot name." }),
});

export const previewSpace = operation({
  id: "study.preview-space",
  summary: "What a changed search space would mean for a study; changes nothing",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({
    study_id: StudyId,
    search_space: SearchSpaceInput,
    constraints: SpaceConstraintsInput.removeDefault().optional(),
  }),
  output: SpaceChanged.extend({ fits: Fits }),
  errors: ["not_found", "state_conflict", "invalid_search_space"],
  rest: { method: "POST", path: "/studies/{study_id}/space-revisions/preview", status: 200 },
});

export type SpacePreview = z.output<typeof previewSpace.output>;

export const SpaceRevision = z
  .object({
    revision: z.int(),
    created_at: Timestamp,
    created_by: NamedActor.nullable().meta({ description: "Null of the first: the study's own creation." }),
    changes: z.array(SpaceChange).max(CHANGES_KEPT_MAX).meta({ description: "Beside the revision before." }),
    changes_total: z.int(),
    trials: z.int().meta({ description: "Trials that were handed out, or enqueued, under it." }),
  })
  .meta({ id: "SpaceRevision" });
export type SpaceRevision = z.infer<typeof SpaceRevision>;

export const listSpaceRevisions = operation({
  id: "study.space-revisions",
  summary: "How a study's search space changed, newest first",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({ study_id: StudyId }),
  output: z.object({ data: z.array(SpaceRevision).max(REVISIONS_MAX) }),
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies/{study_id}/space-revisions", status: 200 },
});
