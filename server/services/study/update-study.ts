import { z } from "zod";
import { Objective } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-update";
import type { TransactionDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { isUniqueViolation, nameKey, nameTaken } from "../name-key";
import { changeSpace, spaceColumns, toSpaceChanged } from "./change-space";
import { checkFeasible } from "./check-feasible";
import { checkSpace } from "./check-space";
import { findStudy, findStudyRow } from "./find-study";
import { planSpaceChange } from "./plan-space-change";
import { refuseStagnation, refuseStagnationOfRepeats } from "./refuse-stagnation";
import { type StudyRow, toSamplerSetting } from "./study-mapper";

type Input = z.output<typeof contract.updateStudy.input>;

export const updateStudy = service(
  contract.updateStudy,
  async (context, input) => {
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
    refuseOtherObjectives(row, input.objectives);
    refuseStagnation(input.limits ?? {}, z.array(Objective).parse(row.objectives).length);
    refuseStagnationOfRepeats(row, input.limits ?? {});
    const plan = wantsSpace(input) ? await planSpaceChange(db, row, input) : null;
    const data: Prisma.StudyUncheckedUpdateManyInput = {
      ...(input.name === undefined ? {} : { name: input.name, nameKey: nameKey(input.name) }),
      ...(input.metadata === undefined ? {} : { metadata: input.metadata as Prisma.InputJsonObject }), // JSON by the body it came in
      ...(input.tags === undefined ? {} : { tags: input.tags }),
      ...limitColumns(row, input.limits ?? {}, await db.studies.now()),
      ...(plan === null ? {} : spaceColumns(plan)),
      version: row.version + 1,
      updatedAt: await db.studies.now(),
    };
    await db.study.updateMany({ where: { id }, data }).catch((error: unknown) => {
      throw input.name !== undefined && isUniqueViolation(error) ? nameTaken("study", input.name) : error;
    });
    await followLimits(db, row, input.limits ?? {});
    if (plan !== null) await changeSpace(context, row, plan);
    if (plan === null || changesMore(input)) await audit(context, { action: "study.updated", targetId: id });
    context.changed(id);
    return { ...(await findStudy(db, input.study_id)), space_change: plan === null ? null : toSpaceChanged(plan) };
  },
  { prepare: refuseEmptySpace },
);

/** What is counted for a limit beside the study's row. */
async function followLimits(db: TransactionDb, row: StudyRow, limits: NonNullable<Input["limits"]>): Promise<void> {
  const { max_parallel, max_resource } = limits;
  if (max_parallel !== undefined) await db.studies.syncParallelSlots(row.id, max_parallel);
  if (row.maxResource === null && typeof max_resource === "number") await db.studies.countTrained(row.id);
}

const wantsSpace = ({ search_space, constraints }: Input): boolean =>
  search_space !== undefined || constraints !== undefined;

const changesMore = ({ name, metadata, tags, limits }: Input): boolean =>
  [name, metadata, tags, limits].some((field) => field !== undefined);

/** Whether any point obeys the constraints is found by the sampler, which takes too long for a transaction that holds the study. */
async function refuseEmptySpace({ db }: Context, input: Input): Promise<void> {
  if (!wantsSpace(input)) return;
  const row = await findStudyRow(db, input.study_id);
  const [present] = row.spaceRevisions;
  const { space } = checkSpace(input.search_space ?? present?.searchSpace, input.constraints ?? present?.constraints);
  const objectives = z.array(Objective).parse(row.objectives);
  await checkFeasible({ space, objectives, sampler: toSamplerSetting(row) });
}

/** What trials were compared by cannot become something else. */
function refuseOtherObjectives(row: StudyRow, wanted: readonly Objective[] | undefined): void {
  if (wanted === undefined) return;
  const present = z.array(Objective).parse(row.objectives);
  const at = [...wanted.keys(), ...present.keys()].find(
    (index) => JSON.stringify(Objective.optional().parse(wanted[index])) !== JSON.stringify(present[index]),
  );
  if (at === undefined) return;
  const detail =
    "Objectives and their directions cannot change: results so far were told for these. Clone the study and change the clone.";
  throw new AppError("state_conflict", detail, {
    errors: [{ pointer: `/objectives/${at}`, code: "objective_changed", detail }],
  });
}

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
