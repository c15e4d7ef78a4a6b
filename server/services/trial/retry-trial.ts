import { Assignments } from "@/lib/contract/search-space";
import * as contract from "@/lib/contract/trial-control";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { findSpace } from "../study/find-space";
import { soldOnly } from "../study/study-mapper";
import { toOwnTrial } from "./own-trial";
import { queueTrials } from "./queue-trials";
import { toTrial, trialSelect } from "./trial-mapper";

/** A new trial with a number of its own, which counts against the budget; the old one stays as it ended. */
export const retryTrial = service(contract.retryTrial, async (context, { trial_id }) => {
  const { db } = context;
  const old = await db.trial.findFirst({
    where: { id: toUuid(trial_id), ...soldOnly },
    select: { id: true, studyId: true, state: true, number: true, assignments: true, finishedAt: true },
  });
  if (old === null) throw notFound();
  if (old.finishedAt === null)
    throw new AppError("state_conflict", `The trial is ${old.state}: only one that has ended is tried again.`, {
      extra: { state: old.state },
    });
  const own = toOwnTrial({
    space: await findSpace(db, toApiId("std", old.studyId)),
    assignments: Assignments.parse(old.assignments),
    origin: { sampler: "retry", of: old.number },
    pointer: "/assignments",
    metadata: {},
  });
  await queueTrials(context, { studyId: old.studyId, trials: [own] });
  await db.trial.updateMany({ where: { id: own.id }, data: { retryOf: old.id } });
  return toTrial(await db.trial.findFirstOrThrow({ where: { id: own.id }, select: trialSelect }));
});
