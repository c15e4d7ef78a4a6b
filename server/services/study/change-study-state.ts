import type { Study, StudyState } from "@/lib/contract/study";
import type { ActivityAction } from "@/lib/contract/workspace-activity";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { findStudy, findStudyRow } from "./find-study";

interface StateChange {
  readonly studyId: string;
  readonly from: readonly StudyState[];
  readonly to: StudyState;
  readonly reason?: "stopped";
  readonly action: ActivityAction;
  /** What else the change does, while nothing can be handed out. */
  readonly also?: () => Promise<void>;
}

/** Changes a study's state while holding it, so that nothing is handed out after the answer (R16). Repeating it is harmless. */
export async function changeStudyState(context: TransactionContext, change: StateChange): Promise<Study> {
  const { db } = context;
  const id = toUuid(change.studyId);
  await db.studies.lock(id);
  const row = await findStudyRow(db, change.studyId);
  if (row.state === change.to) return findStudy(db, change.studyId);
  if (!(change.from as readonly string[]).includes(row.state)) {
    throw new AppError(
      "state_conflict",
      `The study is ${row.state}; only one that is ${change.from.join(" or ")} can become ${change.to}.`,
      {
        extra: { state: row.state },
      },
    );
  }
  await db.study.updateMany({
    where: { id },
    data: {
      state: change.to,
      stateReason: change.reason ?? null,
      version: row.version + 1,
      updatedAt: await db.studies.now(),
    },
  });
  await change.also?.();
  await audit(context, { action: change.action, targetId: id });
  context.changed(id);
  return findStudy(db, change.studyId);
}
