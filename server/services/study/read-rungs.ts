import * as contract from "@/lib/contract/study-rungs";
import { rungQuotas } from "@/server/engine-host/schedule/rung-quotas";
import { studySchedule } from "@/server/engine-host/schedule/study-schedule";
import { queryService } from "@/server/kernel/service";
import { comparedMetric } from "./compared-metric";
import { findStudyRow } from "./find-study";

/** The rungs as the log's rows have them; what a study without a scheduler has is empty. */
export const readRungs = queryService(contract.readRungs, async ({ db }, { study_id }) => {
  const study = await findStudyRow(db, study_id);
  const { metric, direction } = comparedMetric(study);
  const schedule = await studySchedule(db.schedules, study.id);
  if (schedule === null) return { brackets_total: 0, rungs_total: 0, members: [], rungs: [] };
  const row = await db.scheduleViews.rungs({
    studyId: study.id,
    ...{ metric, direction },
    bracketsMax: contract.BRACKETS_MAX,
    rungsMax: contract.RUNGS_OF_BRACKET_MAX,
    trialsMax: contract.FATE_TRIALS_MAX,
    resultsMax: contract.RUNG_RESULTS_MAX,
  });
  const quotaOf = rungQuotas(schedule, study.maxTrials);
  return {
    ...row,
    members: [...(row.members ?? [])],
    rungs: (row.rungs ?? []).map((rung) => ({
      ...rung,
      quota: quotaOf(rung),
      fates: (rung.fates ?? []).map(({ fate, ...rest }) => ({ ...rest, fate: contract.RungFate.parse(fate) })),
    })),
  };
});
