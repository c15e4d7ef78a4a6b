import * as contract from "@/lib/contract/trial";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { findSpace } from "../study/find-space";
import { toOwnTrial } from "./own-trial";
import { queueTrials } from "./queue-trials";
import { toTrial, trialSelect } from "./trial-mapper";

export const enqueueTrials = service(contract.enqueueTrials, async (context, { study_id, trials }) => {
  const { db } = context;
  // The space does not change between the check and the queue.
  await db.studies.enter(toUuid(study_id));
  const space = await findSpace(db, study_id);
  const own = trials.map(({ assignments, metadata }, index) =>
    toOwnTrial({
      space,
      assignments,
      origin: { sampler: "enqueue" },
      pointer: `/trials/${index}/assignments`,
      metadata,
    }),
  );
  await queueTrials(context, { studyId: toUuid(study_id), trials: own });
  const rows = await db.trial.findMany({
    where: { id: { in: own.map((trial) => trial.id) } },
    orderBy: { number: "asc" },
    select: trialSelect,
  });
  return { trials: rows.map(toTrial) };
});
