import type { z } from "zod";
import type { updateStudy } from "@/lib/contract/study-update";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";
import type { StudyRow } from "./study-mapper";

export type LimitChanges = NonNullable<z.output<typeof updateStudy.input>["limits"]>;

/** Changed limits as columns of the study, opened again where the limit that had finished it is raised. */
export function limitColumns(row: StudyRow, limits: LimitChanges, now: Date): Prisma.StudyUncheckedUpdateManyInput {
  const maxTrials = limits.max_trials ?? row.maxTrials;
  if (maxTrials < row.budgetUsed) {
    throw new AppError(
      "state_conflict",
      `The study has used ${row.budgetUsed} trials already: max_trials cannot be lower. To end it, stop it.`,
      {
        errors: [{ pointer: "/limits/max_trials", code: "below_used", detail: `At least ${row.budgetUsed}.` }],
      },
    );
  }
  const maxFailures = limits.max_failures === undefined ? row.maxFailures : limits.max_failures;
  const deadline =
    limits.deadline === undefined ? row.deadline : limits.deadline === null ? null : new Date(limits.deadline);
  const maxCost = limits.max_cost === undefined ? row.maxCost : limits.max_cost;
  const maxResource = limits.max_resource === undefined ? row.maxResource : limits.max_resource;
  const noImprovement = limits.no_improvement_trials === undefined ? row.noImprovement : limits.no_improvement_trials;
  const reopened = isReopened(row, { maxTrials, maxFailures, maxCost, maxResource, noImprovement, deadline, now });
  return {
    maxTrials,
    maxFailures,
    maxCost,
    maxResource,
    noImprovement,
    deadline,
    ...(limits.trial_timeout_s === undefined ? {} : { trialTimeoutS: limits.trial_timeout_s }),
    ...(limits.max_parallel === undefined ? {} : { maxParallel: limits.max_parallel }),
    ...(limits.max_retries === undefined ? {} : { maxRetries: limits.max_retries }),
    ...(reopened ? { state: "active", stateReason: null, archivedAt: null } : {}),
  };
}

interface NewLimits {
  readonly maxTrials: number;
  readonly maxFailures: number | null;
  readonly maxCost: number | null;
  readonly maxResource: number | null;
  readonly noImprovement: number | null;
  readonly deadline: Date | null;
  readonly now: Date;
}

/** A raised limit reopens a study that this very limit had finished. */
function isReopened(row: StudyRow, limits: NewLimits): boolean {
  const { maxTrials, maxFailures, maxCost, maxResource, noImprovement, deadline, now } = limits;
  const isRaised = (limit: number | null, before: number | null) => limit === null || limit > (before ?? 0);
  if (row.state !== "finished") return false;
  switch (row.stateReason) {
    case "budget":
      return maxTrials > row.maxTrials;
    case "failures":
      return isRaised(maxFailures, row.maxFailures);
    case "cost":
      return isRaised(maxCost, row.maxCost);
    case "resource":
      return isRaised(maxResource, row.maxResource);
    case "stagnation":
      return isRaised(noImprovement, row.noImprovement);
    case "deadline":
      return deadline === null || deadline > now;
    default:
      return false;
  }
}
