import * as contract from "@/lib/contract/batch";
import { hotService } from "@/server/kernel/service";
import { heartbeatTrial } from "./heartbeat-trial";
import { answerItem } from "./item-answer";

/** Each trial's heartbeat is answered by itself; those of one request reach the database together. */
export const heartbeatTrials = hotService(contract.heartbeatTrials, async (context, { trials }) => {
  const answers = trials.map((held) => answerItem(context, () => heartbeatTrial.run(context, held)));
  return { output: { trials: await Promise.all(answers) }, replayed: false };
});
