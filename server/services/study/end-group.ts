import * as contract from "@/lib/contract/repeat-groups";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { stopOpenTrials } from "../trial/stop-open-trials";
import { findStudyRow } from "./find-study";

/** The reason of trials that were open when their group was ended. */
const GROUP_ENDED = "group_ended";

/** Repeating it is harmless. While it is decided no trial of the study is made or handed out, so no repeat comes after the answer (R16). */
export const endGroup = service(contract.endGroup, async (context, { study_id, group_id }) => {
  const { db, changed } = context;
  const { id: studyId } = await findStudyRow(db, study_id);
  const repeatGroup = toUuid(group_id);
  const first = { id: repeatGroup, studyId, repeatGroup };
  await db.studies.lock(studyId);
  const group = await db.trial.findFirst({ where: first, select: { number: true, groupEnded: true } });
  if (group === null) throw notFound();
  const trials = await stopOpenTrials(db, { studyId, these: { repeatGroup }, rule: GROUP_ENDED });
  if (!group.groupEnded || trials.length > 0) {
    await db.trial.updateMany({ where: first, data: { groupEnded: true } });
    const detail = { group: group.number, trials: [...trials] };
    await audit(context, { action: "study.group-ended", targetId: studyId, detail });
    changed(studyId);
  }
  return {
    group_id,
    stopping: await db.trial.count({ where: { studyId, repeatGroup, state: "running" } }),
    cancelled: await db.trial.count({ where: { studyId, repeatGroup, stateReason: GROUP_ENDED } }),
  };
});
