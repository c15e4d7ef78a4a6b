import { randomInt } from "node:crypto";
import type { z } from "zod";
import type { createStudy } from "@/lib/contract/study";
import { completeRepeats } from "@/lib/domain/check-repeats";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { checkFeasible } from "./check-feasible";
import { checkSampler } from "./check-sampler";
import { checkScheduler } from "./check-scheduler";
import { checkSpace } from "./check-space";
import { refuseRepeats } from "./refuse-repeats";
import { refuseStagnation } from "./refuse-stagnation";
import { checkWarmStart, storeWarmStart } from "./warm-start";

type Input = Omit<z.output<typeof createStudy.input>, "project_id" | "if_exists">;

interface Insertion {
  readonly context: TransactionContext;
  /** The database's id of the project, which was found in the caller's workspace. */
  readonly projectId: string;
  readonly input: Input;
}

/** Checks a study whole and stores it with its first space revision and its slots. Null when its name is taken. */
export async function insertStudy({ context, projectId, input }: Insertion): Promise<string | null> {
  const { db } = context;
  refuseStagnation(input.limits, input.objectives.length);
  refuseRepeats(input);
  const { space, fingerprint } = checkSpace(input.search_space, input.constraints);
  const sampler = checkSampler(input.sampler, { space, objectives: input.objectives });
  const scheduler = checkScheduler(input.scheduler, { space, objectives: input.objectives, limits: input.limits });
  const sources = await checkWarmStart(db, { space, objectives: input.objectives, warmStart: input.warm_start });
  await checkFeasible({ space, objectives: input.objectives, sampler });
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

interface Checked {
  readonly id: string;
  readonly sampler: Prisma.InputJsonObject;
  readonly scheduler: Prisma.InputJsonObject | null;
}

function studyRow(
  { context, projectId, input }: Insertion,
  { id, sampler, scheduler }: Checked,
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
