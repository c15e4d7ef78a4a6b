import * as contract from "@/lib/contract/record";
import { FinishReason } from "@/lib/contract/study";
import { isExternal } from "@/lib/domain/external-sampler";
import type { BornTrial, HeldStudy } from "@/server/db/sql/external-trials";
import { AppError, notFound } from "@/server/kernel/app-error";
import { newId, toApiId, toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { growStudySpace, samplerIsOurs } from "../study/external-study";
import { HOW_TO_GO_ON } from "../study/how-to-go-on";
import { refuseFuture, refuseMissingMetrics } from "./imported-trial";
import { toLease } from "./lease";
import { metricsOf, splitAssignments, toSteps, toValues } from "./recorded-parts";
import { studyFull } from "./study-full";

/** Makes trials in the order of the request, all of them or none; numbers have no gaps, whoever else makes some (R14). */
export const createRecords = service(contract.createRecords, async (context, input) => {
  const { db, actor } = context;
  const studyId = toUuid(input.study_id);
  const study = await db.externalTrials.holdStudy(studyId);
  if (study === null) throw notFound();
  if (!isExternal(study.sampler)) throw samplerIsOurs(study.sampler);
  const placed = input.trials.map((trial, index) => ({ trial, pointer: `/trials/${index}` }));
  const imported = placed.filter(({ trial }) => trial.state !== "queued" && trial.state !== "running");
  const budget = placed.length - imported.length;
  refuseOver(study, { numbers: placed.length, budget });
  refuseMissingMetrics(metricsOf(study), imported);
  refuseFuture(await db.studies.now(), placed);
  const seen = placed.map(({ trial: { assignments }, pointer }) => ({
    assignments,
    pointer: `${pointer}/assignments`,
  }));
  await growStudySpace(db, studyId, seen);
  const trials = placed.map(({ trial }) => toBorn(trial));
  await db.externalTrials.bear({ studyId, firstNumber: study.next_number, trials });
  await db.externalTrials.takeNumbers(studyId, { numbers: trials.length, budget });
  await db.externalTrials.start({
    ids: trials.filter(({ state }) => state === "running").map(({ id }) => id),
    principalId: actor.id,
    workerId: input.worker_id ?? null,
    leaseSeconds: input.lease_seconds,
    keepsStart: true,
  });
  if (imported.length > 0)
    await audit(context, { action: "study.trials-imported", targetId: studyId, detail: { count: imported.length } });
  context.changed(studyId);
  return {
    trials: trials.map(({ id, state }, index) => ({
      id: toApiId("trl", id),
      number: study.next_number + index,
      state: contract.TrialRecord.shape.state.parse(state),
      attempt: state === "running" ? 1 : 0,
      lease: state === "running" ? toLease(input.lease_seconds) : null,
    })),
  };
});

interface Taken {
  readonly numbers: number;
  /** Those that are yet to be evaluated. */
  readonly budget: number;
}

function refuseOver(study: HeldStudy, { numbers, budget }: Taken): void {
  if (study.next_number + numbers > TRIALS_MAX) throw studyFull(TRIALS_MAX - study.next_number);
  if (budget === 0) return;
  refuseStopped(study);
  if (budget > study.left) {
    throw new AppError(
      study.left <= 0 ? "study_finished" : "state_conflict",
      `The budget has room for ${Math.max(study.left, 0)} more trials, not ${budget}. ${HOW_TO_GO_ON.budget}`,
      { extra: { reason: "budget", left: Math.max(study.left, 0) } },
    );
  }
}

const TRIALS_MAX = 1_000_000;

/** Nothing is begun that the study's limits, or somebody who paused or stopped it, do not want. */
export function refuseStopped({ state, stop_reason }: Pick<HeldStudy, "state" | "stop_reason">): void {
  if (state === "paused") {
    throw new AppError(
      "state_conflict",
      "The study is paused: no trial begins. Resume it, or wait until it is resumed.",
      {
        extra: { state },
      },
    );
  }
  if (stop_reason === null) return;
  const how = HOW_TO_GO_ON[FinishReason.parse(stop_reason)];
  throw new AppError("study_finished", `The study is over (${stop_reason}): no trial begins. ${how}`, {
    extra: { reason: stop_reason },
  });
}

function toBorn(trial: contract.NewRecord): BornTrial {
  return {
    id: newId(),
    state: trial.state,
    reason: trial.reason ?? null,
    ...splitAssignments(trial.assignments),
    attributes: trial.attributes,
    values: toValues(trial.values),
    steps: toSteps(trial.measurements),
    started_at: trial.started_at ?? null,
    finished_at: trial.finished_at ?? null,
  };
}
