import { z } from "zod";
import * as contract from "@/lib/contract/study";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { isUniqueViolation, nameKey, nameTaken } from "../name-key";
import { findStudy, findStudyRow } from "./find-study";
import { refuseStagnation } from "./refuse-stagnation";
import type { StudyRow } from "./study-mapper";

type Input = z.output<typeof contract.updateStudy.input>;

export const updateStudy = service(contract.updateStudy, async (context, input) => {
  const { db } = context;
  const id = toUuid(input.study_id);
  await db.studies.lock(id);
  const row = await findStudyRow(db, input.study_id);
  if (input.if_version !== undefined && input.if_version !== row.version) {
    throw new AppError(
      "precondition_failed",
      `The study is now at version ${row.version}. Read it again, then repeat your change.`,
    );
  }
  refuseStagnation(input.limits ?? {}, z.array(contract.Objective).parse(row.objectives).length);
  const data: Prisma.StudyUncheckedUpdateManyInput = {
    ...(input.name === undefined ? {} : { name: input.name, nameKey: nameKey(input.name) }),
    ...(input.metadata === undefined ? {} : { metadata: input.metadata as Prisma.InputJsonObject }), // JSON by the body it came in
    ...(input.tags === undefined ? {} : { tags: input.tags }),
    ...limitColumns(row, input.limits ?? {}, await db.studies.now()),
    version: row.version + 1,
    updatedAt: await db.studies.now(),
  };
  await db.study.updateMany({ where: { id }, data }).catch((error: unknown) => {
    throw input.name !== undefined && isUniqueViolation(error) ? nameTaken("study", input.name) : error;
  });
  if (input.limits?.max_parallel !== undefined) await db.studies.syncParallelSlots(id, input.limits.max_parallel);
  await audit(context, { action: "study.updated", targetId: id });
  context.changed(id);
  return findStudy(db, input.study_id);
});

/** Changed limits as columns. */
function limitColumns(
  row: StudyRow,
  limits: NonNullable<Input["limits"]>,
  now: Date,
): Prisma.StudyUncheckedUpdateManyInput {
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
  const noImprovement = limits.no_improvement_trials === undefined ? row.noImprovement : limits.no_improvement_trials;
  const reopened = isReopened(row, { maxTrials, maxFailures, maxCost, noImprovement, deadline, now });
  return {
    maxTrials,
    maxFailures,
    maxCost,
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
  readonly noImprovement: number | null;
  readonly deadline: Date | null;
  readonly now: Date;
}

/** A raised limit reopens a study that this very limit had finished. */
function isReopened(row: StudyRow, limits: NewLimits): boolean {
  const { maxTrials, maxFailures, maxCost, noImprovement, deadline, now } = limits;
  const isRaised = (limit: number | null, before: number | null) => limit === null || limit > (before ?? 0);
  if (row.state !== "finished") return false;
  switch (row.stateReason) {
    case "budget":
      return maxTrials > row.maxTrials;
    case "failures":
      return isRaised(maxFailures, row.maxFailures);
    case "cost":
      return isRaised(maxCost, row.maxCost);
    case "stagnation":
      return isRaised(noImprovement, row.noImprovement);
    case "deadline":
      return deadline === null || deadline > now;
    default:
      return false;
  }
}
