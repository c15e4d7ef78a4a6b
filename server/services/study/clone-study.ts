import type { z } from "zod";
import type { Study } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-clone";
import { isExternal } from "@/lib/domain/external-sampler";
import { toApiId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { nameTaken } from "../name-key";
import { findStudy } from "./find-study";
import { insertStudy } from "./insert-study";

type Input = z.output<typeof contract.cloneStudy.input>;

export const cloneStudy = service(contract.cloneStudy, async (context, input) => {
  const { db } = context;
  const found = await findStudy(db, input.study_id);
  const original = { ...found, limits: withoutPassed(found.limits, await db.studies.now()) };
  const id = await insertStudy({ context, projectId: toUuid(original.project_id), input: cloneOf(original, input) });
  if (id === null) throw nameTaken("study", input.name);
  await audit(context, {
    action: "study.cloned",
    targetId: id,
    detail: { name: input.name, [contract.CLONED_FROM]: original.id },
  });
  return findStudy(db, toApiId("std", id));
});

function cloneOf(original: Study, { name, limits, sampler = original.sampler, scheduler, repeats, seed }: Input) {
  const { max_trials, max_retries, ...others } = original.limits;
  const ofSampler = isExternal(sampler) === isExternal(original.sampler) ? { max_trials, max_retries } : {};
  return {
    name,
    search_space: original.search_space,
    constraints: original.constraints,
    objectives: original.objectives,
    outcome_constraints: original.outcome_constraints,
    sampler,
    scheduler: scheduler === undefined ? original.scheduler : scheduler,
    repeats: repeats === undefined ? original.repeats : repeats,
    limits: { ...others, ...ofSampler, ...defined(limits ?? {}) },
    warm_start: original.warm_start.map(({ study_id }) => study_id),
    seed,
    reproducible: original.reproducible,
    metadata: { ...original.metadata, [contract.CLONED_FROM]: original.id },
    tags: original.tags,
  };
}

/** A deadline that has passed would end the clone before its first trial. */
function withoutPassed(limits: Study["limits"], now: Date): Study["limits"] {
  const { deadline } = limits;
  return deadline !== null && Date.parse(deadline) <= now.getTime() ? { ...limits, deadline: null } : limits;
}

/** Without what was left out, so that it does not hide the original's. */
function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never; // same keys, fewer
}
