import * as contract from "@/lib/contract/study-curves";
import { TrialState } from "@/lib/contract/trial";
import { queryService } from "@/server/kernel/service";
import { comparedMetric } from "./compared-metric";
import { findStudyRow } from "./find-study";
import { soldOnly } from "./study-mapper";

const BEST = 60;
const RUNNING = 60;
/** Of one hand-out of one trial. Whoever reports more often than that sees the end of it. */
const READ_MAX = 2_000;

export const readCurves = queryService(contract.readCurves, async ({ db }, { study_id, metric: wanted }) => {
  const study = await findStudyRow(db, study_id);
  const compared = comparedMetric(study);
  const metric = wanted ?? compared.metric;
  const total = db.trial.count({
    where: { studyId: study.id, OR: [{ attempt: { gt: 0 } }, { source: "import" }], ...soldOnly },
  });
  const metrics = await db.scheduleViews.measuredMetrics(study.id);
  // Most studies tell at the end only: their page asks for this as often as any.
  if (metrics.length === 0 && wanted === undefined)
    return { metric, metrics: [], total: await total, thinned: false, curves: [] };
  const rows = await db.scheduleViews.curves({
    studyId: study.id,
    metric,
    direction: compared.direction,
    objective: compared,
    best: BEST,
    running: RUNNING,
    curvesMax: contract.CURVES_MAX,
    stepsMax: contract.CURVE_STEPS_MAX,
    readMax: READ_MAX,
  });
  const drawn = rows.filter(({ count }) => count > 0);
  return {
    metric,
    metrics: [...metrics],
    total: await total,
    thinned: drawn.some(({ count }) => count > contract.CURVE_STEPS_MAX),
    curves: drawn.map(({ number, state, imported, role, steps, values }) => ({
      ...{ number, imported, role },
      state: TrialState.parse(state),
      steps: [...(steps ?? [])],
      values: [...(values ?? [])],
    })),
  };
});
