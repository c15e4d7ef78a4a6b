import { listTrials, readTrial } from "@/lib/contract/trial";
import { exposeQuery } from "../expose";
import { router } from "../init";

export const trialRouter = router({ list: exposeQuery(listTrials), read: exposeQuery(readTrial) });
