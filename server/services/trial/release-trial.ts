import * as contract from "@/lib/contract/trial";
import { projectOf } from "@/server/kernel/actor";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { leaseRefusal } from "./lease";

export const releaseTrial = hotService(contract.releaseTrial, async ({ actor, db }, { trial_id, attempt }) => {
  const outcome = await db.hot.releaseTrial({ projectId: projectOf(actor), trialId: toUuid(trial_id), attempt });
  if (outcome.kind !== "released") throw leaseRefusal(outcome);
  publishStudyChange(actor.workspaceId, outcome.study_id);
  return { output: { trial_id, state: contract.TrialState.parse(outcome.state) }, replayed: false };
});
