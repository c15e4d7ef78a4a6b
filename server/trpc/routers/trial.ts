import { listTrials, readTrial } from "@/lib/contract/trial";
import { retryTrial, stopTrial, stopTrials, updateTrial } from "@/lib/contract/trial-control";
import { findTrial, matchTrials } from "@/lib/contract/trial-match";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const trialRouter = router({
  list: exposeQuery(listTrials),
  read: exposeQuery(readTrial),
  find: exposeQuery(findTrial),
  match: exposeQuery(matchTrials),
  update: exposeMutation(updateTrial),
  stop: exposeMutation(stopTrial),
  "stop-many": exposeMutation(stopTrials),
  retry: exposeMutation(retryTrial),
});
