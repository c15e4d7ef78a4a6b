import { z } from "zod";
import type { NamedActor } from "@/lib/contract/actor";
import { Role } from "@/lib/contract/me";
import { FinishReason } from "@/lib/contract/study";
import { type Activity, ActivityAction, type ActivitySubject } from "@/lib/contract/workspace-activity";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";
import type { ActivityNames } from "./activity-names";

export const activitySelect = {
  id: true,
  at: true,
  action: true,
  actorKind: true,
  actorId: true,
  targetId: true,
  detail: true,
} satisfies Prisma.AuditEventSelect;

export type ActivityRow = Prisma.AuditEventGetPayload<{ select: typeof activitySelect }>;

/** What deeds write down beside their target; each writes some of it. */
const Detail = z.object({
  name: z.string().optional(),
  role: Role.optional(),
  to: Role.optional(),
  reason: FinishReason.optional(),
});

export function toActivity(row: ActivityRow, names: ActivityNames): Activity {
  const detail = Detail.parse(row.detail);
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: ActivityAction.parse(row.action),
    actor: toActor(row, names),
    subject: toSubject(row, { names, nameThen: detail.name }),
    role: detail.to ?? detail.role ?? null,
    reason: detail.reason ?? null,
  };
}

type ActorRow = Pick<ActivityRow, "actorKind" | "actorId">;

export function toActor(
  { actorKind, actorId }: ActorRow,
  names: Pick<ActivityNames, "people" | "apiKeys">,
): NamedActor {
  switch (actorKind) {
    case "person":
      return { kind: "person", id: toApiId("per", actorId), name: names.people.get(actorId) ?? null };
    case "api_key":
      return { kind: "api_key", id: toApiId("key", actorId), name: names.apiKeys.get(actorId) ?? null };
    case "service":
      return { kind: "service" };
    default:
      throw new Error(`An actor of an unknown kind: ${actorKind}`);
  }
}

interface Named {
  readonly names: ActivityNames;
  /** As the deed had it, for what is gone since. */
  readonly nameThen: string | undefined;
}

function toSubject({ action, targetId }: ActivityRow, { names, nameThen }: Named): ActivitySubject {
  const [noun] = action.split(".");
  if (noun === "study" || noun === "share" || noun === "trial") {
    const id = noun === "study" ? targetId : names.studyOf.get(targetId);
    const study = id === undefined ? undefined : names.studies.get(id);
    if (id === undefined || study === undefined) return { kind: "none" };
    const { name, projectId } = study;
    return { kind: "study", id: toApiId("std", id), project_id: toApiId("prj", projectId), name };
  }
  if (noun === "project") {
    const name = names.projects.get(targetId);
    return { kind: "project", id: toApiId("prj", targetId), name: name ?? nameThen ?? "", exists: name !== undefined };
  }
  if (noun === "member")
    return { kind: "person", id: toApiId("per", targetId), name: names.people.get(targetId) ?? null };
  if (noun === "api-key")
    return { kind: "api_key", id: toApiId("key", targetId), name: names.apiKeys.get(targetId) ?? nameThen ?? "" };
  return { kind: "none" };
}
