import { z } from "zod";
import { NamedActor } from "./actor";
import { Role } from "./me";
import { operation } from "./operation";
import { ApiKeyId, PersonId, ProjectId, StudyId, Timestamp } from "./primitives";
import { FinishReason } from "./study";

/** Every deed that is written down: operation and past tense. */
export const activityActions = [
  "workspace.created",
  "workspace.updated",
  "workspace.quota_changed",
  "workspace.left",
  "project.created",
  "project.updated",
  "project.deleted",
  "study.created",
  "study.cloned",
  "study.updated",
  "study.space-changed",
  "study.paused",
  "study.resumed",
  "study.stopped",
  "study.finished",
  "study.archived",
  "study.deleted",
  "study.trials-imported",
  "study.trials-stopped",
  "study.group-ended",
  "trial.corrected",
  "trial.updated",
  "share.created",
  "share.revoked",
  "member.updated",
  "member.removed",
  "invitation.created",
  "invitation.revoked",
  "invitation.accepted",
  "api-key.created",
  "api-key.revoked",
  "webhook.created",
  "webhook.updated",
  "webhook.deleted",
  "webhook.secret-rotated",
  "artifact.deleted",
] as const;
export const ActivityAction = z.enum(activityActions);
export type ActivityAction = z.infer<typeof ActivityAction>;

/** What it was done to, with the name it has now; `none` where the sentence needs nothing more. */
export const ActivitySubject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("study"), id: StudyId, project_id: ProjectId, name: z.string() }),
  z.object({ kind: z.literal("project"), id: ProjectId, name: z.string(), exists: z.boolean() }),
  z.object({ kind: z.literal("person"), id: PersonId, name: z.string().nullable() }),
  z.object({ kind: z.literal("api_key"), id: ApiKeyId, name: z.string() }),
  z.object({ kind: z.literal("none") }),
]);
export type ActivitySubject = z.infer<typeof ActivitySubject>;

export const Activity = z
  .object({
    id: z.uuid(),
    at: Timestamp,
    action: ActivityAction,
    actor: NamedActor,
    subject: ActivitySubject,
    role: Role.nullable().meta({ description: "Of a member or an invitation: the role that was given." }),
    reason: FinishReason.nullable().meta({ description: "Of a finished study: why." }),
  })
  .meta({ id: "Activity" });
export type Activity = z.infer<typeof Activity>;

export const ACTIVITY_MAX = 100;

export const listActivity = operation({
  id: "workspace.activity",
  summary: "What was done lately and by whom, newest first; only what the caller may see",
  kind: "query",
  scope: "workspace:read",
  input: z.strictObject({ limit: z.int().min(1).max(ACTIVITY_MAX).default(50) }),
  output: z.object({ data: z.array(Activity).max(ACTIVITY_MAX) }),
  errors: [],
});
