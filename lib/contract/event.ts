import { z } from "zod";
import { streamOperation } from "./operation";
import { EventId, MetricValue, ProjectId, StudyId, Timestamp, TrialId, WorkspaceId } from "./primitives";
import { Assignments } from "./search-space";
import { CHANGES_KEPT_MAX, SpaceChange } from "./space-revision";
import { StudyState } from "./study";
import { TrialState } from "./trial";

export const trialEventTypes = [
  "trial.completed",
  "trial.pruned",
  "trial.failed",
  "trial.infeasible",
  "trial.cancelled",
] as const;

export const studyStateEventTypes = ["study.paused", "study.resumed", "study.stopped", "study.finished"] as const;

/** A completed trial's values were changed afterwards. */
export const correctionEventType = "trial.corrected";

/** Everything that is told of a study, to streams and webhooks alike. The closed list; docs/guide/events.md says when each comes. */
export const eventTypes = [
  ...trialEventTypes,
  correctionEventType,
  ...studyStateEventTypes,
  "study.space_changed",
] as const;
export const EventType = z.enum(eventTypes);
export type EventType = z.infer<typeof EventType>;

const where = {
  workspace_id: WorkspaceId,
  project_id: ProjectId,
  study_id: StudyId,
  study_name: z.string(),
};

const EventTrial = z.object({
  id: TrialId,
  number: z.int(),
  state: TrialState,
  state_reason: z.string().nullable(),
  assignments: Assignments.nullable().meta({ description: "Null where they are larger than 16 KiB: read the trial." }),
  values: z
    .record(z.string(), MetricValue)
    .nullable()
    .meta({ description: "Final observation by metric. Null where there are more than 100: read the trial." }),
  feasible: z.boolean().nullable(),
  cost: z.number().nullable(),
  attempt: z.int(),
  worker_id: z.string().nullable(),
  finished_at: Timestamp.nullable(),
});

const Correction = z.object({
  revision: z.int(),
  reason: z.string(),
  previous: z.record(z.string(), MetricValue.nullable()).meta({
    description: "What was there before, by metric that changed; null where there was nothing.",
  }),
});

const inState = { state: StudyState, state_reason: z.string().nullable() };

const base = { id: EventId, timestamp: Timestamp.meta({ description: "When it happened." }) };

/** Something that happened in a study. Its id stays the same however often it is delivered. */
export const StudyEvent = z
  .discriminatedUnion("type", [
    z.object({ ...base, type: z.enum(trialEventTypes), data: z.object({ ...where, trial: EventTrial }) }),
    z.object({
      ...base,
      type: z.literal(correctionEventType),
      data: z.object({ ...where, trial: EventTrial, correction: Correction }),
    }),
    z.object({
      ...base,
      type: z.enum(studyStateEventTypes),
      data: z.object({ ...where, ...inState }),
    }),
    z.object({
      ...base,
      type: z.literal("study.space_changed"),
      data: z.object({
        ...where,
        ...inState,
        space_revision: z.int(),
        changes: z.array(SpaceChange).max(CHANGES_KEPT_MAX),
        changes_total: z.int(),
      }),
    }),
  ])
  .meta({ id: "StudyEvent" });
export type StudyEvent = z.infer<typeof StudyEvent>;

/** Sent once at most, first: where the stream could not go on, everything that is kept of the study follows. */
export const EventGap = z
  .object({
    type: z.literal("events.gap"),
    data: z.object({ study_id: StudyId }),
  })
  .meta({ id: "EventGap" });

export const streamEvents = streamOperation({
  id: "study.events",
  summary: "What happens in a study, as server-sent events; goes on after Last-Event-ID",
  scope: "trial:read",
  input: z.strictObject({
    study_id: StudyId,
    from: z
      .enum(["now", "oldest"])
      .default("now")
      .meta({ description: "Where to begin without Last-Event-ID: with what happens next, or with all that is kept." }),
    last_event_id: EventId.optional().meta({ description: "The last event that was received; what follows is sent." }),
  }),
  output: z.union([StudyEvent, EventGap]),
  errors: ["not_found"],
  rest: {
    method: "GET",
    path: "/studies/{study_id}/events",
    status: 200,
    lastEventId: "last_event_id",
    message: (item) => ({ event: item.type, ...("id" in item ? { id: item.id } : {}) }),
  },
});
