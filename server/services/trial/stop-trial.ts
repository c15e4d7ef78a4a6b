import * as contract from "@/lib/contract/trial-control";
import { AppError, notFound } from "@/server/kernel/app-error";
import { newId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { soldOnly } from "../study/study-mapper";
import { toTrial, trialSelect } from "./trial-mapper";

const BY_PERSON = { rule: "trial_stopped", by: "person" };

/** Repeating it is harmless. While it is decided nothing of the study is handed out, so what waits cannot begin meanwhile (R16). */
export const stopTrial = service(contract.stopTrial, async ({ db, changed }, { trial_id }) => {
  const where = { id: toUuid(trial_id), ...soldOnly };
  const found = await db.trial.findFirst({ where, select: { studyId: true } });
  if (found === null) throw notFound();
  await db.studies.lock(found.studyId);
  const trial = await db.trial.findFirstOrThrow({ where, select: { state: true, stateReason: true, number: true } });
  switch (trial.state) {
    case "running":
      await db.trial.updateMany({
        where: { ...where, state: "running" },
        data: { verdict: "stop", verdictReason: BY_PERSON },
      });
      break;
    case "queued":
    case "paused":
      await db.trial.updateMany({
        where: { ...where, state: trial.state },
        data: { state: "cancelled", stateReason: BY_PERSON.rule, finishedAt: await db.studies.now() },
      });
      await db.outbox.createMany({
        data: {
          workspaceId: db.workspaceId,
          id: newId(),
          topic: "trial.cancelled",
          subjectId: where.id,
          body: { study_id: found.studyId, number: trial.number },
        },
      });
      break;
    default:
      if (trial.stateReason !== BY_PERSON.rule)
        throw new AppError("state_conflict", `The trial is ${trial.state} already: there is nothing to stop.`, {
          extra: { state: trial.state },
        });
  }
  changed(found.studyId);
  return toTrial(await db.trial.findFirstOrThrow({ where, select: trialSelect }));
});
