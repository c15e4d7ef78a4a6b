import * as contract from "@/lib/contract/trial";
import { releaseScheduled } from "@/server/engine-host/schedule/release-scheduled";
import { projectOf } from "@/server/kernel/actor";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { leaseRefusal } from "./lease";
import { studyLog } from "./study-log";

export const releaseTrial = hotService(contract.releaseTrial, async (context, { trial_id, attempt, checkpoint }) => {
  const { actor, db } = context;
  const call = { projectId: projectOf(actor), trialId: toUuid(trial_id), attempt, checkpoint: checkpoint ?? null };
  const released = await db.hot.releaseTrial(call);
  const outcome =
    released.kind === "scheduled"
      ? await releaseScheduled(await studyLog(context, released.study_id), { call, trial: released.number })
      : released;
  if (outcome.kind !== "released") throw leaseRefusal(outcome);
  publishStudyChange(actor.workspaceId, outcome.study_id);
  return { output: { trial_id, state: contract.TrialState.parse(outcome.state) }, replayed: false };
});
