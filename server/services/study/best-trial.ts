import type { Objective } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-best";
import type { BestGroupQuery } from "@/server/db/sql/repeat-groups-sql";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { queryService } from "@/server/kernel/service";
import { toTrial, trialSelect } from "../trial/trial-mapper";
import { findObjective } from "./find-objective";
import { findStudyRow } from "./find-study";
import { rankedTrials } from "./ranked-trials";
import { toRepeatGroup } from "./repeat-group-mapper";
import type { StudyRow } from "./study-mapper";

export const bestTrial = queryService(contract.bestTrial, async ({ db }, { study_id, metric }) => {
  const study = await findStudyRow(db, study_id);
  const objective = findObjective(study, metric);
  if (study.repeats !== null) return bestGroup(db, { studyId: study.id, objective });
  const [best] = await rankedTrials(db, { studyId: study.id, objective, limit: 1 });
  if (best === undefined) return bestAtRung(db, { study, objective });
  const row = await db.trial.findFirstOrThrow({ where: { id: best }, select: trialSelect });
  return { trial: toTrial(row), group: null, rung: null };
});

/** Until a trial has come to its end, which some schedulers let none do. */
async function bestAtRung(db: WorkspaceDb, { study, objective }: { study: StudyRow; objective: Objective }) {
  if (study.scheduler === null) return NOBODY;
  const best = await db.scheduleViews.bestAtRung({ studyId: study.id, ...objective });
  if (best === null) return NOBODY;
  const { trial_id, resource, value } = best;
  const row = await db.trial.findFirstOrThrow({ where: { id: trial_id }, select: trialSelect });
  return { trial: toTrial(row), group: null, rung: { resource, value } };
}

const NOBODY = { trial: null, group: null, rung: null };

async function bestGroup(db: WorkspaceDb, study: BestGroupQuery) {
  const best = await db.bestGroup(study);
  if (best === null) return NOBODY;
  const row = await db.trial.findFirstOrThrow({ where: { id: best.group_id }, select: trialSelect });
  return { trial: toTrial(row), group: toRepeatGroup(best), rung: null };
}
