import { randomInt } from "node:crypto";
import type { z } from "zod";
import * as contract from "@/lib/contract/study";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId, toApiId } from "@/server/kernel/ids";
import { service, type TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { nameKey, nameTaken } from "../name-key";
import { findProject } from "../project/find-project";
import { checkSampler } from "./check-sampler";
import { checkSpace } from "./check-space";
import { findStudy } from "./find-study";

type Input = z.output<typeof contract.createStudy.input>;

export const createStudy = service(contract.createStudy, async (context, input) => {
  const { db } = context;
  const project = await findProject(db, input.project_id);
  const key = nameKey(input.name);
  const existing = await db.study.findFirst({ where: { projectId: project.id, nameKey: key }, select: { id: true } });
  if (existing !== null) {
    if (input.if_exists === "fail") throw nameTaken("study", input.name);
    return findStudy(db, toApiId("std", existing.id));
  }
  const { space, fingerprint } = checkSpace(input.search_space, input.constraints);
  const sampler = checkSampler(input.sampler, { space, objectives: input.objectives });
  const id = newId();
  const { count } = await db.study.createMany({
    data: studyRow({ context, input, id, projectId: project.id, sampler }),
    skipDuplicates: true,
  });
  if (count === 0) {
    // Made by another request since we looked.
    if (input.if_exists === "fail") throw nameTaken("study", input.name);
    const twin = await db.study.findFirstOrThrow({
      where: { projectId: project.id, nameKey: key },
      select: { id: true },
    });
    return findStudy(db, toApiId("std", twin.id));
  }
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
  await db.studies.syncParallelSlots(id, input.limits.max_parallel);
  await audit(context, { action: "study.created", targetId: id, detail: { name: input.name } });
  return findStudy(db, toApiId("std", id));
});

interface NewStudy {
  readonly context: TransactionContext;
  readonly input: Input;
  readonly id: string;
  readonly projectId: string;
  readonly sampler: Prisma.InputJsonObject;
}

function studyRow({ context, input, id, projectId, sampler }: NewStudy): Prisma.StudyCreateManyInput {
  return {
    workspaceId: context.db.workspaceId,
    id,
    projectId,
    name: input.name,
    nameKey: nameKey(input.name),
    objectives: input.objectives,
    outcomeConstraints: input.outcome_constraints,
    sampler,
    seed: BigInt(input.seed ?? randomInt(2 ** 47)),
    maxTrials: input.limits.max_trials,
    maxParallel: input.limits.max_parallel,
    maxFailures: input.limits.max_failures,
    maxRetries: input.limits.max_retries,
    deadline: input.limits.deadline,
    metadata: input.metadata as Prisma.InputJsonObject, // JSON by the body it came in
    tags: input.tags,
    createdBy: context.actor.id,
  };
}
