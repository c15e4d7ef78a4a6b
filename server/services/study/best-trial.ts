import * as contract from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import { queryService } from "@/server/kernel/service";
import { toTrial, trialSelect } from "../trial/trial-mapper";
import { findStudyRow } from "./find-study";
import { rankedTrials } from "./ranked-trials";

export const bestTrial = queryService(contract.bestTrial, async ({ db }, { study_id, metric }) => {
  const study = await findStudyRow(db, study_id);
  const objectives = contract.Objective.array().parse(study.objectives);
  const objective = metric === undefined ? objectives[0] : objectives.find((candidate) => candidate.metric === metric);
  if (objective === undefined) {
    throw new AppError("invalid_input", `${metric} is not an objective of this study.`, {
      errors: [
        {
          pointer: "/metric",
          code: "unknown_metric",
          detail: `One of ${objectives.map((candidate) => candidate.metric).join(", ")}.`,
        },
      ],
    });
  }
  const [best] = await rankedTrials(db, { studyId: study.id, objective, limit: 1 });
  if (best === undefined) return { trial: null };
  const row = await db.trial.findFirstOrThrow({ where: { id: best }, select: trialSelect });
  return { trial: toTrial(row) };
});
