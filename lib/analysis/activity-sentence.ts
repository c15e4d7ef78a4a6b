import type { NamedActor } from "../contract/actor";
import type { Role } from "../contract/me";
import { ACTIVITY_MAX, type Activity, type ActivityAction, type ActivitySubject } from "../contract/workspace-activity";
import { formatCount } from "../format/count";
import { FINISHED_BECAUSE } from "./study-progress";

/** A piece of a sentence. What people named is told apart from our words; it leads to `path`, below the workspace. */
export type SentencePart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "name"; readonly text: string; readonly path: string | null };

export interface ActivityItem {
  readonly id: string;
  readonly at: string;
  readonly sentence: readonly SentencePart[];
}

/** Deeds as sentences, newest first. A script that makes thirty studies is one line, not the whole list. */
export function activityItems(activities: readonly Activity[], itemsMax: number): readonly ActivityItem[] {
  const groups: { first: Activity; subjects: Set<string> }[] = [];
  for (const activity of activities) {
    const last = groups.at(-1);
    if (last !== undefined && isSameDeed(last.first, activity)) last.subjects.add(JSON.stringify(activity.subject));
    else groups.push({ first: activity, subjects: new Set([JSON.stringify(activity.subject)]) });
  }
  const isFull = activities.length >= ACTIVITY_MAX;
  return groups.slice(0, itemsMax).map(({ first, subjects }, index) => ({
    id: first.id,
    at: first.at,
    sentence: sentenceOf(first, { count: subjects.size, goesOn: isFull && index === groups.length - 1 }),
  }));
}

function isSameDeed(one: Activity, other: Activity): boolean {
  return (
    one.action === other.action &&
    one.role === other.role &&
    nounOf(one.subject) !== null &&
    JSON.stringify(one.actor) === JSON.stringify(other.actor)
  );
}

interface Extent {
  readonly count: number;
  /** There may be older ones, which were not read. */
  readonly goesOn: boolean;
}

function sentenceOf({ action, actor, subject, role, reason }: Activity, extent: Extent): readonly SentencePart[] {
  const object = objectParts(subject, extent);
  if (action === "study.finished") {
    const because = reason === null || extent.count > 1 ? "" : `: ${FINISHED_BECAUSE[reason]}`;
    return [...object, words(`finished${because}`)];
  }
  const who = actorParts(actor);
  if (action === "member.updated" && role !== null) return [...who, words("made"), ...object, words(withArticle(role))];
  if (action === "invitation.accepted")
    return [...who, words(role === null ? "joined" : `joined as ${withArticle(role)}`)];
  if (action === "invitation.created")
    return [...who, words(`invited ${role === null ? "somebody" : withArticle(role)}`)];
  const { before, after } = VERBS[action];
  return [...who, words(before), ...object, ...(after === undefined ? [] : [words(after)])];
}

type Told = Exclude<ActivityAction, "study.finished" | "invitation.accepted" | "invitation.created">;

const VERBS: Readonly<Record<Told, { readonly before: string; readonly after?: string }>> = {
  "workspace.created": { before: "created the workspace" },
  "workspace.updated": { before: "renamed the workspace" },
  "workspace.quota_changed": { before: "changed how much the workspace’s files may take" },
  "workspace.left": { before: "left the workspace" },
  "project.created": { before: "created the project" },
  "project.updated": { before: "changed the project" },
  "project.deleted": { before: "deleted the project" },
  "study.created": { before: "created" },
  "study.cloned": { before: "cloned a study as" },
  "study.updated": { before: "changed the settings of" },
  "study.space-changed": { before: "changed the search space of" },
  "study.paused": { before: "paused" },
  "study.resumed": { before: "resumed" },
  "study.stopped": { before: "stopped" },
  "study.archived": { before: "archived" },
  "study.deleted": { before: "deleted a study" },
  "study.trials-imported": { before: "imported results into" },
  "study.trials-stopped": { before: "stopped trials of" },
  "study.group-ended": { before: "ended a group of repeats of" },
  "trial.corrected": { before: "corrected results of" },
  "trial.updated": { before: "changed tags or notes of trials of" },
  "share.created": { before: "shared", after: "by a link" },
  "share.revoked": { before: "revoked a share link of" },
  "member.updated": { before: "changed the role of" },
  "member.removed": { before: "removed" },
  "invitation.revoked": { before: "revoked an invitation" },
  "webhook.created": { before: "made a webhook" },
  "webhook.updated": { before: "changed a webhook" },
  "webhook.deleted": { before: "deleted a webhook" },
  "webhook.secret-rotated": { before: "changed the secret of a webhook" },
  "artifact.deleted": { before: "deleted a file of a trial" },
  "api-key.created": { before: "created the key" },
  "api-key.revoked": { before: "revoked the key" },
};

function actorParts(actor: NamedActor): readonly SentencePart[] {
  if (actor.kind === "service") return [words("Tellus")];
  if (actor.kind === "person") return [actor.name === null ? words("A former member") : name(actor.name, null)];
  return actor.name === null ? [words("A key")] : [words("Key"), name(actor.name, null)];
}

function objectParts(subject: ActivitySubject, { count, goesOn }: Extent): readonly SentencePart[] {
  const noun = nounOf(subject);
  if (noun === null) return [];
  const named =
    "name" in subject && subject.name !== null ? name(subject.name, pathOf(subject)) : words(`a ${noun.one}`);
  if (count === 1) return [named];
  const more = `${formatCount(count - 1)} more ${count === 2 ? noun.one : noun.many}`;
  return [named, words(goesOn ? `and at least ${more}` : `and ${more}`)];
}

function nounOf({ kind }: ActivitySubject): { readonly one: string; readonly many: string } | null {
  switch (kind) {
    case "study":
      return { one: "study", many: "studies" };
    case "project":
      return { one: "project", many: "projects" };
    case "person":
      return { one: "member", many: "members" };
    case "api_key":
      return { one: "key", many: "keys" };
    case "none":
      return null;
  }
}

function pathOf(subject: ActivitySubject): string | null {
  switch (subject.kind) {
    case "study":
      return `/${subject.project_id}/${subject.id}`;
    case "project":
      return subject.exists ? `/${subject.id}` : null;
    case "person":
      return "/members";
    case "api_key":
      return "/keys";
    case "none":
      return null;
  }
}

function withArticle(role: Role): string {
  return `${role === "owner" || role === "admin" ? "an" : "a"} ${role}`;
}

const words = (text: string): SentencePart => ({ kind: "words", text });
const name = (text: string, path: string | null): SentencePart => ({ kind: "name", text, path });
