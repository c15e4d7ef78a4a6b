import * as contract from "@/lib/contract/study-deletion";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findStudyRow } from "./find-study";

/** What belongs to the study goes with its row; of its files their bytes are free at once, and the files are deleted by the job that keeps the storage. */
export const deleteStudy = service(contract.deleteStudy, async (context, { study_id }) => {
  const { db } = context;
  const id = toUuid(study_id);
  await db.studies.lock(id);
  const row = await findStudyRow(db, study_id);
  const learner = await db.warmStart.findFirst({
    where: { sourceStudyId: id },
    select: { study: { select: { name: true } } },
  });
  if (learner !== null) {
    throw new AppError(
      "state_conflict",
      `“${learner.study.name}” learns from this study, and says so. Archive this one, or delete that one first.`,
    );
  }
  await db.study.deleteMany({ where: { id } });
  await audit(context, { action: "study.deleted", targetId: id, detail: { name: row.name } });
  context.changed(id);
  return { id: study_id, deleted: true as const };
});
