import { Objective } from "@/lib/contract/study";
import { AppError } from "@/server/kernel/app-error";
import type { StudyRow } from "./study-mapper";

/** The study's objective of this metric, its first when none is named; or a refusal that names them. */
export function findObjective(study: Pick<StudyRow, "objectives">, metric: string | undefined): Objective {
  const objectives = Objective.array().parse(study.objectives);
  const objective = metric === undefined ? objectives[0] : objectives.find((candidate) => candidate.metric === metric);
  if (objective !== undefined) return objective;
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
