import * as contract from "@/lib/contract/trial-match";
import { notFound } from "@/server/kernel/app-error";
import { queryService } from "@/server/kernel/service";
import { findStudyRow } from "../study/find-study";
import { soldOnly } from "../study/study-mapper";
import { trialDetail } from "./trial-detail";

export const findTrial = queryService(contract.findTrial, async ({ db }, { study_id, number }) => {
  const study = await findStudyRow(db, study_id);
  const row = await db.trial.findFirst({ where: { studyId: study.id, number, ...soldOnly }, select: { id: true } });
  if (row === null) throw notFound();
  return trialDetail(db, row.id);
});
