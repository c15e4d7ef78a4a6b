import * as contract from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findStudy, findStudyRow } from "./find-study";

export const archiveStudy = service(contract.archiveStudy, async (context, { study_id }) => {
  const { db } = context;
  const id = toUuid(study_id);
  await db.studies.lock(id);
  const row = await findStudyRow(db, study_id);
  if (row.state !== "stopped" && row.state !== "finished") {
    throw new AppError("state_conflict", `The study is ${row.state}. Stop it first, or wait until it is finished.`, {
      extra: { state: row.state },
    });
  }
  if (row.archivedAt === null) {
    const now = await db.studies.now();
    await db.study.updateMany({ where: { id }, data: { archivedAt: now, updatedAt: now, version: row.version + 1 } });
    await audit(context, { action: "study.archived", targetId: id });
    context.changed(id);
  }
  return findStudy(db, study_id);
});
