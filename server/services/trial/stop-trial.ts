import * as contract from "@/lib/contract/trial-control";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { soldOnly } from "../study/study-mapper";
import { STOPPED_BY_PERSON, stopNamedTrials } from "./stop-named-trials";
import { toTrial, trialSelect } from "./trial-mapper";

/** Repeating it is harmless. */
export const stopTrial = service(contract.stopTrial, async (context, { trial_id }) => {
  const { db } = context;
  const where = { id: toUuid(trial_id), ...soldOnly };
  const found = await db.trial.findFirst({ where, select: { studyId: true } });
  if (found === null) throw notFound();
  await stopNamedTrials(context, found.studyId, { id: where.id });
  const row = await db.trial.findFirstOrThrow({ where, select: trialSelect });
  if (row.finishedAt !== null && row.stateReason !== STOPPED_BY_PERSON)
    throw new AppError("state_conflict", `The trial is ${row.state} already: there is nothing to stop.`, {
      extra: { state: row.state },
    });
  return toTrial(row);
});
