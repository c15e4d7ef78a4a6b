import * as contract from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { changeStudyState } from "./change-study-state";
import { findStudyRow } from "./find-study";

/** Also of a study that is not paused: its sampler, if it had failed too often to be asked, is asked again. */
export const resumeStudy = service(contract.resumeStudy, async (context, { study_id }) => {
  await findStudyRow(context.db, study_id);
  const studyId = toUuid(study_id);
  await context.db.engineLease.updateMany({ where: { studyId, crashes: { gt: 0 } }, data: { crashes: 0 } });
  return changeStudyState(context, { studyId: study_id, from: ["paused"], to: "active", action: "study.resumed" });
});
