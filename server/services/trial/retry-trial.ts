import { Assignments } from "@/lib/contract/search-space";
import * as contract from "@/lib/contract/trial-control";
import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { refuseExternal } from "../study/external-study";
import { findSpace } from "../study/find-space";
import { readSpaces, spacesSince } from "../study/space-chain";
import { soldOnly } from "../study/study-mapper";
import { toOwnTrial } from "./own-trial";
import { queueTrials } from "./queue-trials";
import { toTrial, trialSelect } from "./trial-mapper";

/** A new trial with a number of its own, which counts against the budget; the old one stays as it ended. */
export const retryTrial = service(contract.retryTrial, async (context, { trial_id }) => {
  const { db } = context;
  const old = await db.trial.findFirst({
    where: { id: toUuid(trial_id), ...soldOnly },
    select: {
      id: true,
      studyId: true,
      state: true,
      number: true,
      assignments: true,
      finishedAt: true,
      spaceRevision: true,
    },
  });
  if (old === null) throw notFound();
  if (old.finishedAt === null)
    throw new AppError("state_conflict", `The trial is ${old.state}: only one that has ended is tried again.`, {
      extra: { state: old.state },
    });
  await refuseExternal(db, old.studyId);
  // The space does not change between the check and the queue.
  await db.studies.enter(old.studyId);
  const spaces = await readSpaces(db, old.studyId);
  const assignments = Assignments.parse(old.assignments);
  const adopted = adoptAssignments(spacesSince(spaces, old.spaceRevision), assignments);
  const own = toOwnTrial({
    space: await findSpace(db, toApiId("std", old.studyId)),
    // With the defaults of parameters that came since.
    assignments: adopted.fit === "filled" || adopted.fit === "same" ? adopted.assignments : assignments,
    origin: { sampler: "retry", of: old.number },
    pointer: "/assignments",
    metadata: {},
  });
  await queueTrials(context, { studyId: old.studyId, trials: [own] });
  await db.trial.updateMany({ where: { id: own.id }, data: { retryOf: old.id } });
  return toTrial(await db.trial.findFirstOrThrow({ where: { id: own.id }, select: trialSelect }));
});
