import * as contract from "@/lib/contract/measurement";
import { projectOf } from "@/server/kernel/actor";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { leaseRefusal } from "./lease";
import { toVerdict } from "./to-verdict";

export const heartbeatTrial = hotService(contract.heartbeatTrial, async ({ actor, db }, { trial_id, attempt }) => {
  const outcome = await db.hot.heartbeatTrial({ projectId: projectOf(actor), trialId: toUuid(trial_id), attempt });
  if (outcome.kind === "held") return { output: toVerdict(outcome), replayed: false };
  throw leaseRefusal(outcome);
});
