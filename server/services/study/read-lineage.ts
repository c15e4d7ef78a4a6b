import { Assignments } from "@/lib/contract/search-space";
import * as contract from "@/lib/contract/study-lineage";
import { TrialState } from "@/lib/contract/trial";
import { queryService } from "@/server/kernel/service";
import { comparedMetric } from "./compared-metric";
import { findStudyRow } from "./find-study";

export const readLineage = queryService(contract.readLineage, async ({ db }, { study_id }) => {
  const study = await findStudyRow(db, study_id);
  const { metric } = comparedMetric(study);
  const rows = await db.scheduleViews.lineage({ studyId: study.id, metric, limit: contract.LINEAGE_MAX });
  return {
    metric,
    total: rows[0]?.total ?? 0,
    members: rows.map(({ total: _, state, from_step, assignments, ...member }) => ({
      ...member,
      state: TrialState.parse(state),
      from_step: from_step ?? 0,
      assignments: Assignments.parse(assignments),
    })),
  };
});
