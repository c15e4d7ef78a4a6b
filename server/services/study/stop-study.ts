import * as contract from "@/lib/contract/study";
import { newId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { changeStudyState } from "./change-study-state";
import { soldOnly } from "./study-mapper";

/** Workers learn by their next reply; their tells are taken while the lease lives. What waits is cancelled or pruned. */
export const stopStudy = service(contract.stopStudy, (context, { study_id }) => {
  const { db } = context;
  const studyId = toUuid(study_id);
  const also = async (): Promise<void> => {
    const finishedAt = await db.studies.now();
    const waiting = await db.trial.findMany({
      where: { studyId, state: { in: ["queued", "paused"] }, ...soldOnly },
      select: { id: true, number: true, state: true },
    });
    await db.trial.updateMany({
      where: { studyId, state: "running" },
      data: { verdict: "stop", verdictReason: { rule: "study_stopped", by: "person" } },
    });
    await db.trial.updateMany({
      where: { studyId, state: "queued" },
      data: { state: "cancelled", stateReason: "study_stopped", finishedAt },
    });
    await db.trial.updateMany({
      where: { studyId, state: "paused" },
      data: { state: "pruned", stateReason: "not_promoted", finishedAt },
    });
    await db.outbox.createMany({
      data: waiting.map(({ id, number, state }) => ({
        workspaceId: db.workspaceId,
        id: newId(),
        topic: state === "queued" ? "trial.cancelled" : "trial.pruned",
        subjectId: id,
        body: { study_id: studyId, number },
      })),
    });
  };
  return changeStudyState(context, {
    studyId: study_id,
    from: ["active", "paused"],
    to: "stopped",
    reason: "stopped",
    action: "study.stopped",
    also,
  });
});
