import * as contract from "@/lib/contract/measurement";
import { projectOf } from "@/server/kernel/actor";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { leaseRefusal } from "./lease";
import { reportTrial } from "./report-trial";
import { toVerdict } from "./to-verdict";

/** Only one that is named here is ever handed out: it must be whole when it is named. */
export const storeCheckpoint = hotService(
  contract.storeCheckpoint,
  async (context, { trial_id, attempt, ...checkpoint }) => {
    const outcome = await reportTrial(context, {
      projectId: projectOf(context.actor),
      trialId: toUuid(trial_id),
      attempt,
      steps: [],
      metrics: [],
      values: [],
      kinds: [],
      checkpoint,
    });
    if (outcome.kind === "held") return { output: toVerdict(outcome), replayed: false };
    if (outcome.kind === "measurement_conflict") throw new Error("A report without measurements conflicts with one.");
    throw leaseRefusal(outcome);
  },
);
