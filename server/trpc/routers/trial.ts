import { listTrials, readTrial } from "@/lib/contract/trial";
import { findTrial, matchTrials } from "@/lib/contract/trial-match";
import { exposeQuery } from "../expose";
import { router } from "../init";

export const trialRouter = router({
  list: exposeQuery(listTrials),
  read: exposeQuery(readTrial),
  find: exposeQuery(findTrial),
  match: exposeQuery(matchTrials),
});
