import type { Scope } from "../contract/scopes";
import { type ActivityAction, activityActions } from "../contract/workspace-activity";

/** What one must be allowed to see of a workspace to be told of a deed: what is hidden on its page is hidden here too. */
const SCOPES = {
  "workspace.created": "workspace:read",
  "workspace.updated": "workspace:read",
  "workspace.quota_changed": "workspace:read",
  "workspace.left": "workspace:read",
  "project.created": "project:read",
  "project.updated": "project:read",
  "project.deleted": "project:read",
  "study.created": "study:read",
  "study.cloned": "study:read",
  "study.updated": "study:read",
  "study.space-changed": "study:read",
  "study.paused": "study:read",
  "study.resumed": "study:read",
  "study.stopped": "study:read",
  "study.finished": "study:read",
  "study.archived": "study:read",
  "study.deleted": "study:read",
  "study.trials-imported": "study:read",
  "study.trials-stopped": "study:read",
  "study.group-ended": "study:read",
  "trial.corrected": "trial:read",
  "trial.updated": "trial:read",
  "share.created": "share:write",
  "share.revoked": "share:write",
  "member.updated": "workspace:read",
  "member.removed": "workspace:read",
  "invitation.created": "member:write",
  "invitation.revoked": "member:write",
  "invitation.accepted": "workspace:read",
  "api-key.created": "key:read",
  "api-key.revoked": "key:read",
  "webhook.created": "webhook:write",
  "webhook.updated": "webhook:write",
  "webhook.deleted": "webhook:write",
  "webhook.secret-rotated": "webhook:write",
  "artifact.deleted": "trial:read",
} as const satisfies Record<ActivityAction, Scope>;

/** The deeds that somebody with these scopes is told of. */
export function visibleActions(scopes: ReadonlySet<Scope>): readonly ActivityAction[] {
  return activityActions.filter((action) => scopes.has(SCOPES[action]));
}
