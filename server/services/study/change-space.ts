import type { z } from "zod";
import { CANCELLED_LISTED_MAX, CHANGES_KEPT_MAX, type SpaceChanged } from "@/lib/contract/space-revision";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId, toApiId } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { moveGroups } from "./groups-outside";
import type { SpacePlan, WaitingTrial } from "./plan-space-change";
import type { StudyRow } from "./study-mapper";

/**
 * Carries a planned change out, in the transaction that holds the study: nothing of the old space is handed out after the
 * answer (R16). What was handed out goes on under its own space; what nobody was given is made anew by the producer.
 */
export async function changeSpace(context: TransactionContext, row: StudyRow, plan: SpacePlan): Promise<void> {
  const { db, actor } = context;
  const changes = plan.comparison.changes.slice(0, CHANGES_KEPT_MAX).map(toStored);
  const changesTotal = plan.comparison.changes.length;
  await db.spaceRevision.createMany({
    data: {
      workspaceId: db.workspaceId,
      studyId: row.id,
      revision: plan.revision,
      searchSpace: plan.document.searchSpace as Prisma.InputJsonObject, // JSON by the body it came in
      constraints: plan.document.constraints as Prisma.InputJsonArray,
      fingerprint: plan.fingerprint,
      changes,
      changesTotal,
      actorKind: actor.kind,
      actorId: actor.id,
      createdAt: await db.studies.now(),
    },
  });
  await cancelMisfits(context, row.id, plan.cancelled);
  await db.studies.refit(row.id, plan.revision, plan.refits);
  await moveGroups(db, row.id, plan.groups);
  const state = plan.reopens ? "active" : row.state;
  await db.outbox.createMany({
    data: {
      workspaceId: db.workspaceId,
      id: newId(),
      topic: "study.space_changed",
      subjectId: row.id,
      body: {
        state,
        state_reason: plan.reopens ? null : row.stateReason,
        space_revision: plan.revision,
        changes,
        changes_total: changesTotal,
      },
    },
  });
  await audit(context, {
    action: "study.space-changed",
    targetId: row.id,
    detail: { space_revision: plan.revision, changes, changes_total: changesTotal, cancelled: plan.cancelled.length },
  });
}

/** The columns of the study that a change of its space sets. */
export function spaceColumns(plan: SpacePlan): Prisma.StudyUncheckedUpdateManyInput {
  return {
    spaceRevision: plan.revision,
    ...(plan.offersMore ? { exhausted: null } : {}),
    ...(plan.reopens ? { state: "active", stateReason: null, archivedAt: null } : {}),
  };
}

export function toSpaceChanged({
  revision,
  comparison,
  cancelled,
  groups,
  reopens,
}: SpacePlan): z.input<typeof SpaceChanged> {
  return {
    revision,
    changes: comparison.changes.map(toStored),
    cancelled: {
      total: cancelled.length,
      trials: cancelled.slice(0, CANCELLED_LISTED_MAX).map(({ id, number }) => ({ id: toApiId("trl", id), number })),
    },
    closed_groups: groups.closed,
    reopened: reopens,
  };
}

type Change = SpacePlan["comparison"]["changes"][number];

const toStored = ({ parameter, kind, detail, value }: Change) => ({
  parameter,
  kind,
  detail,
  ...(value === undefined ? {} : { value }),
});

async function cancelMisfits(
  { db }: TransactionContext,
  studyId: string,
  cancelled: readonly WaitingTrial[],
): Promise<void> {
  if (cancelled.length === 0) return;
  await db.trial.updateMany({
    where: { studyId, id: { in: cancelled.map(({ id }) => id) }, state: "queued", attempt: 0 },
    data: { state: "cancelled", stateReason: "space_changed", finishedAt: await db.studies.now() },
  });
  await db.outbox.createMany({
    data: cancelled.map(({ id, number }) => ({
      workspaceId: db.workspaceId,
      id: newId(),
      topic: "trial.cancelled",
      subjectId: id,
      body: { study_id: studyId, number },
    })),
  });
}
