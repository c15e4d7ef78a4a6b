import { z } from "zod";
import { Repeats } from "@/lib/contract/repeats";
import { Objective } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-update";
import { completeRepeats } from "@/lib/domain/check-repeats";
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
import { refuseOurLimits } from "./external-study";
import { findStudy, findStudyRow } from "./find-study";
import { type LimitChanges, limitColumns } from "./limit-columns";
import { planSpaceChange, refuseOpenSpace } from "./plan-space-change";
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
    refuseOtherVersion(row, input.if_version);
    refuseOtherObjectives(row, input.objectives);
    refuseOtherRepeats(row, input.repeats);
    refuseOurLimits(row, input.limits ?? {});
    refuseStagnation(input.limits ?? {}, z.array(Objective).parse(row.objectives).length);
    refuseStagnationOfRepeats(row, input.limits ?? {});
    const plan = wantsSpace(input) ? await planSpaceChange(db, row, input) : null;
    const data: Prisma.StudyUncheckedUpdateManyInput = {
      ...describingColumns(input),
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

function describingColumns({ name, metadata, tags }: Input): Prisma.StudyUncheckedUpdateManyInput {
  return {
    ...(name === undefined ? {} : { name, nameKey: nameKey(name) }),
    ...(metadata === undefined ? {} : { metadata: metadata as Prisma.InputJsonObject }), // JSON by the body it came in
    ...(tags === undefined ? {} : { tags }),
  };
}

/** What is counted for a limit beside the study's row. */
async function followLimits(db: TransactionDb, row: StudyRow, limits: LimitChanges): Promise<void> {
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
  refuseOpenSpace(row);
  const [present] = row.spaceRevisions;
  const { space } = checkSpace(input.search_space ?? present?.searchSpace, input.constraints ?? present?.constraints);
  const objectives = z.array(Objective).parse(row.objectives);
  await checkFeasible({ space, objectives, sampler: toSamplerSetting(row) });
}

function refuseOtherVersion({ version }: StudyRow, wanted: number | undefined): void {
  if (wanted === undefined || wanted === version) return;
  const detail = `The study is now at version ${version}. Read it again, then repeat your change.`;
  throw new AppError("precondition_failed", detail);
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

/** Groups would be compared that were evaluated unequally often, and a race could not be told again from its results. */
function refuseOtherRepeats(row: StudyRow, wanted: z.output<typeof contract.updateStudy.input>["repeats"]): void {
  if (wanted === undefined) return;
  const present = Repeats.nullable().parse(row.repeats);
  const rules = wanted === null ? null : completeRepeats(wanted);
  const keys = ["max", "rule", "error_rate", "min"] as const;
  const at = rules === null || present === null ? null : keys.find((key) => rules[key] !== present[key]);
  if (at === undefined || (rules === null && present === null)) return;
  const detail =
    "Repeats cannot change: what was evaluated and decided so far went by these. Clone the study and change the clone.";
  throw new AppError("state_conflict", detail, {
    errors: [{ pointer: at === null ? "/repeats" : `/repeats/${at}`, code: "repeats_changed", detail }],
  });
}
