import { ATTRIBUTES_MAX } from "@/lib/contract/attributes";
import * as contract from "@/lib/contract/record";
import { isExternal } from "@/lib/domain/external-sampler";
import { PARAMETERS_MAX } from "@/lib/engine/space/schema";
import type { Amount, HeldTrial } from "@/server/db/sql/external-trials";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { growStudySpace, samplerIsOurs } from "../study/external-study";
import { leaseRefusal, toLease } from "./lease";
import { splitAssignments, toSteps } from "./recorded-parts";

/** Adds to a trial whatever its client has for it, while nobody else was given it (R7). Saying the same again changes nothing. */
export const recordTrial = service(contract.recordTrial, async (context, input) => {
  const { db } = context;
  const { trial_id, attempt, assignments, attributes, measurements } = input;
  const id = toUuid(trial_id);
  const trial = await db.externalTrials.holdTrial(id);
  if (trial === null) throw notFound();
  refuseLost(trial, attempt);
  await growStudySpace(db, trial.study_id, [{ assignments, pointer: "/assignments" }]);
  const additions = { ...splitAssignments(assignments), attributes, steps: toSteps(measurements) };
  refuseTooMuch(await db.externalTrials.add(id, additions));
  context.changed(trial.study_id);
  const { lease_seconds } = trial;
  return {
    trial_id,
    state: contract.TrialRecord.shape.state.parse(trial.state),
    stopping: trial.verdict === "stop",
    lease: trial.state === "running" && lease_seconds !== null ? toLease(lease_seconds) : null,
  };
});

function refuseLost(trial: HeldTrial, attempt: number): void {
  if (!isExternal(trial.sampler)) throw samplerIsOurs(trial.sampler);
  if (trial.state !== "running" && trial.state !== "queued") throw leaseRefusal({ kind: "ended", state: trial.state });
  if (trial.attempt !== attempt) throw leaseRefusal({ kind: "lease_lost" });
}

function refuseTooMuch({ assignments, attributes, attribute_bytes }: Amount): void {
  if (assignments > PARAMETERS_MAX) throw tooMuch(`A trial has at most ${PARAMETERS_MAX} assignments.`);
  refuseTooManyAttributes("trial", { attributes, attribute_bytes });
}

/** The transaction takes everything back. */
export function refuseTooManyAttributes(
  owner: keyof typeof ATTRIBUTES_MAX,
  { attributes, attribute_bytes }: Omit<Amount, "assignments">,
): void {
  const { keys, bytes } = ATTRIBUTES_MAX[owner];
  if (attributes > keys) throw tooMuch(`A ${owner} has at most ${keys} attributes.`);
  if (attribute_bytes > bytes)
    throw tooMuch(
      `The attributes of a ${owner} are at most ${bytes / 1_048_576} MiB of JSON. Keep larger things elsewhere.`,
    );
}

const tooMuch = (detail: string): AppError => new AppError("state_conflict", `${detail} Nothing of this was stored.`);
