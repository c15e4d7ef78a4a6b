import { ATTRIBUTES_MAX } from "@/lib/contract/attributes";
import * as contract from "@/lib/contract/record";
import { isExternal } from "@/lib/domain/external-sampler";
import { PARAMETERS_MAX } from "@/lib/engine/space/schema";
import type { Amount, ExternalEnd, HeldTrial } from "@/server/db/sql/external-trials";
import type { TransactionDb } from "@/server/db/workspace-db";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { growStudySpace, samplerIsOurs } from "../study/external-study";
import { refuseFuture, refuseMissingMetrics } from "./imported-trial";
import { leaseRefusal, toLease } from "./lease";
import { metricsOf, splitAssignments, toSteps, toValues } from "./recorded-parts";

/** Adds to a trial whatever its client has for it, while nobody else was given it (R7). Saying the same again changes nothing. */
export const recordTrial = service(contract.recordTrial, async (context, input) => {
  const { db } = context;
  const { trial_id, attempt, assignments, attributes, measurements, result } = input;
  const id = toUuid(trial_id);
  const trial = await db.externalTrials.holdTrial(id);
  if (trial === null) throw notFound();
  refuseLost(trial, attempt);
  if (result !== undefined) await refuseResult(db, { trial, result });
  await growStudySpace(db, trial.study_id, [{ assignments, pointer: "/assignments" }]);
  const additions = { ...splitAssignments(assignments), attributes, steps: toSteps(measurements) };
  refuseTooMuch(await db.externalTrials.add(id, additions));
  if (result !== undefined) await db.externalTrials.end(toEnd({ id, trial, result }));
  context.changed(trial.study_id);
  const { lease_seconds } = trial;
  return {
    trial_id,
    state: contract.TrialRecord.shape.state.parse(result?.state ?? trial.state),
    stopping: trial.verdict === "stop",
    lease: trial.state === "running" && lease_seconds !== null ? toLease(lease_seconds) : null,
  };
});

function refuseLost(trial: HeldTrial, attempt: number): void {
  if (!isExternal(trial.sampler)) throw samplerIsOurs(trial.sampler);
  if (!UNFINISHED.has(trial.state)) throw leaseRefusal({ kind: "ended", state: trial.state });
  if (trial.attempt !== attempt) throw leaseRefusal({ kind: "lease_lost" });
}

/** Paused is only what was made so, since nothing schedules these trials: it ended elsewhere and comes in parts. */
const UNFINISHED: ReadonlySet<string> = new Set(["running", "queued", "paused"]);

interface Ended {
  readonly trial: HeldTrial;
  readonly result: contract.RecordedResult;
}

async function refuseResult(db: Pick<TransactionDb, "studies">, { trial, result }: Ended): Promise<void> {
  if (trial.state !== "paused") {
    throw new AppError(
      "state_conflict",
      `The trial is ${trial.state}: only one that was made paused, to come in parts, ends by result. Start it if it waits, then POST /trials/{trial_id}/tell.`,
      { extra: { state: trial.state } },
    );
  }
  const placed = [{ trial: result, pointer: "/result" }];
  refuseMissingMetrics(metricsOf(trial), placed);
  refuseFuture(await db.studies.now(), placed);
}

function toEnd({ id, trial, result }: Ended & { readonly id: string }): ExternalEnd {
  const { state, values, reason = null, finished_at = null } = result;
  const { study_id: studyId, number } = trial;
  return { studyId, trial: { id, number, state, reason, finished_at, values: toValues(values) } };
}

function refuseTooMuch({ assignments, attributes, attribute_bytes }: Amount): void {
  if (assignments > PARAMETERS_MAX) throw tooMuch(`A trial has at most ${PARAMETERS_MAX} assignments.`);
  refuseTooManyAttributes("trial", { attributes, attribute_bytes });
}

/** The transaction takes everything back. */
export function refuseTooManyAttributes(
  owner: "study" | "trial",
  { attributes, attribute_bytes }: Omit<Amount, "assignments">,
): void {
  const { keys, bytes } = ATTRIBUTES_MAX;
  if (attributes > keys) throw tooMuch(`A ${owner} has at most ${keys} attributes.`);
  if (attribute_bytes > bytes)
    throw tooMuch(
      `The attributes of a ${owner} are at most ${bytes / 1_048_576} MiB of JSON. Keep larger things elsewhere.`,
    );
}

const tooMuch = (detail: string): AppError => new AppError("state_conflict", `${detail} Nothing of this was stored.`);
