import * as contract from "@/lib/contract/trial";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { findSpace } from "../study/find-space";
import { toOwnTrial } from "./own-trial";
import { toTrial, trialSelect } from "./trial-mapper";

export const enqueueTrials = service(contract.enqueueTrials, async ({ db, changed }, { study_id, trials }) => {
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
  const outcome = await db.studies.enqueue(toUuid(study_id), own);
  switch (outcome.kind) {
    case "minted": {
      changed(toUuid(study_id));
      const rows = await db.trial.findMany({
        where: { id: { in: own.map((trial) => trial.id) } },
        orderBy: { number: "asc" },
        select: trialSelect,
      });
      return { trials: rows.map(toTrial) };
    }
    case "not_found":
      throw notFound();
    case "finished":
      throw new AppError("study_finished", `The study is over (${outcome.reason}): nothing more can be queued.`, {
        extra: { reason: outcome.reason },
      });
    case "over_budget":
      throw new AppError(
        "state_conflict",
        `The budget has room for ${outcome.left} more trials, not ${own.length}. Raise limits.max_trials first.`,
        {
          extra: { left: outcome.left },
        },
      );
  }
});
