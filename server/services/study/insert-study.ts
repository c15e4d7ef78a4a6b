import { randomInt } from "node:crypto";
import type { z } from "zod";
import type { Limits } from "@/lib/contract/limits";
import type { createStudy } from "@/lib/contract/study";
import { completeRepeats } from "@/lib/domain/check-repeats";
import { completeLimits, EXTERNAL_SAMPLER, isExternal } from "@/lib/domain/external-sampler";
import type { TransactionDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { checkFeasible } from "./check-feasible";
import { checkSampler } from "./check-sampler";
import { checkScheduler } from "./check-scheduler";
import { checkOpenSpace, checkSpace } from "./check-space";
import { refuseOurs } from "./external-study";
import { refuseRepeats } from "./refuse-repeats";
import { refuseStagnation } from "./refuse-stagnation";
import { checkWarmStart, storeWarmStart, type WarmStartSource } from "./warm-start";

type Input = Omit<z.output<typeof createStudy.input>, "project_id" | "if_exists">;

interface Insertion {
  readonly context: TransactionContext;
  /** The database's id of the project, which was found in the caller's workspace. */
  readonly projectId: string;
  readonly input: Input;
}

/** Checks a study whole and stores it with its first space revision and its slots. Null when its name is taken. */
export async function insertStudy({ context, projectId, input: given }: Insertion): Promise<string | null> {
  const { db } = context;
  const input = { ...given, limits: completeLimits(given.limits, given.sampler) };
  refuseStagnation(input.limits, input.objectives.length);
  const { fingerprint, sources, sampler, scheduler } = isExternal(input.sampler)
    ? checkExternal(input)
    : await checkOurs(db, input);
  const id = newId();
  // A conflict must not be an exception: it would end the transaction.
  const { count } = await db.study.createMany({
    data: studyRow({ context, projectId, input }, { id, sampler, scheduler }),
    skipDuplicates: true,
  });
  if (count === 0) return null;
  await db.spaceRevision.createMany({
    data: {
      workspaceId: db.workspaceId,
      studyId: id,
      revision: 1,
      searchSpace: input.search_space as Prisma.InputJsonObject, // JSON by the body it came in
      constraints: input.constraints as Prisma.InputJsonArray,
      fingerprint,
    },
  });
  await storeWarmStart(db, { studyId: id, sources, input });
  await db.studies.syncParallelSlots(id, input.limits.max_parallel);
  return id;
}

type CompleteInput = Input & { readonly limits: Limits };

interface Checked {
  readonly fingerprint: string;
  readonly sources: readonly WarmStartSource[];
  readonly sampler: Prisma.InputJsonObject;
  readonly scheduler: Prisma.InputJsonObject | null;
}

async function checkOurs(db: TransactionDb, input: CompleteInput): Promise<Checked> {
  const { objectives, limits } = input;
  refuseRepeats(input);
  const { space, fingerprint } = checkSpace(input.search_space, input.constraints);
  const sampler = checkSampler(input.sampler, { space, objectives });
  const scheduler = checkScheduler(input.scheduler, { space, objectives, limits });
  const sources = await checkWarmStart(db, { space, objectives, warmStart: input.warm_start });
  await checkFeasible({ space, objectives, sampler });
  return { fingerprint, sources, sampler, scheduler };
}

function checkExternal(input: CompleteInput): Checked {
  refuseOurs(input);
  const { fingerprint } = checkOpenSpace(input.search_space);
  return { fingerprint, sources: [], sampler: { name: EXTERNAL_SAMPLER }, scheduler: null };
}

type StudyColumns = Omit<Insertion, "input"> & { readonly input: CompleteInput };

function studyRow(
  { context, projectId, input }: StudyColumns,
  { id, sampler, scheduler }: Pick<Checked, "sampler" | "scheduler"> & { readonly id: string },
): Prisma.StudyCreateManyInput {
  return {
    workspaceId: context.db.workspaceId,
    id,
    projectId,
    name: input.name,
    nameKey: nameKey(input.name),
    objectives: input.objectives,
    outcomeConstraints: input.outcome_constraints,
    sampler,
    ...(scheduler === null ? {} : { scheduler }),
    ...(input.repeats === null ? {} : { repeats: completeRepeats(input.repeats) }),
    seed: BigInt(input.seed ?? randomInt(2 ** 47)),
    reproducible: input.reproducible,
    maxTrials: input.limits.max_trials,
    maxParallel: input.limits.max_parallel,
    maxFailures: input.limits.max_failures,
    maxRetries: input.limits.max_retries,
    deadline: input.limits.deadline,
    maxCost: input.limits.max_cost,
    maxResource: input.limits.max_resource,
    noImprovement: input.limits.no_improvement_trials,
    trialTimeoutS: input.limits.trial_timeout_s,
    metadata: input.metadata as Prisma.InputJsonObject, // JSON by the body it came in
    tags: input.tags,
    createdBy: context.actor.id,
  };
}
