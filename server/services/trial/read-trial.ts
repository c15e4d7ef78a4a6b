import * as contract from "@/lib/contract/trial";
import { toUuid } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { trialDetail } from "./trial-detail";

export const readTrial = queryService(contract.readTrial, ({ db }, { trial_id }) => trialDetail(db, toUuid(trial_id)));
