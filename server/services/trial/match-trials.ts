import * as contract from "@/lib/contract/trial-match";
import { queryService } from "@/server/kernel/service";
import { findStudyRow } from "../study/find-study";
import { readFilter, readSort } from "./read-filter";

export const matchTrials = queryService(contract.matchTrials, async ({ db }, { study_id, filter, sort }) => {
  const study = await findStudyRow(db, study_id);
  const query = {
    studyId: study.id,
    filter: readFilter(filter),
    sort: readSort(sort),
    limit: contract.MATCH_NUMBERS_MAX,
  };
  const { count, numbers } = await db.trials.match(query);
  return { count, numbers: [...numbers] };
});
