import * as contract from "@/lib/contract/trial-control";
import type { StoredCorrection, UpdateTrialOutcome } from "@/server/db/sql/study-functions";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { fromStored, toToldMetrics } from "./metric-value";
import { toTrial, trialSelect } from "./trial-mapper";

/**
 * Corrects what a completed trial was told, or changes tags and note. Nothing is overwritten: a correction is a further revision,
 * which engines learn as an entry of its own. What is the same already changes nothing, so that repeating is harmless.
 */
export const updateTrial = service(contract.updateTrial, async (context, input) => {
  const { db, actor } = context;
  const id = toUuid(input.trial_id);
  const outcome = await db.studies.updateTrial(id, {
    ifVersion: input.if_version ?? null,
    values: input.values === undefined ? null : toToldMetrics(input.values),
    tags: input.tags ?? null,
    note: input.note ?? null,
    reason: input.reason ?? null,
    actor,
  });
  if (outcome.kind !== "updated" && outcome.kind !== "unchanged") throw refusal(outcome);
  if (outcome.kind === "updated") {
    const { correction } = outcome;
    await audit(context, {
      action: correction === null ? "trial.updated" : "trial.corrected",
      targetId: id,
      detail: { ...given(input), ...(correction !== null && auditOf(correction)) },
    });
    context.changed(outcome.study_id);
  }
  return toTrial(await db.trial.findFirstOrThrow({ where: { id }, select: trialSelect }));
});

/** What was asked for beside values, as it was asked for. The field `reason` of a deed is that of a finished study. */
function given({ tags, note }: { readonly tags?: string[] | undefined; readonly note?: string | undefined }) {
  return { ...(tags !== undefined && { tags }), ...(note !== undefined && { note }) };
}

function auditOf({ revision, changes }: StoredCorrection) {
  const values = changes.map(({ metric, before, ...after }) => [
    metric,
    { from: before === null ? null : fromStored(before), to: fromStored(after) },
  ]);
  return {
    revision,
    values: Object.fromEntries(values) as Record<string, { from: string | number | null; to: string | number }>,
  };
}

type Refused = Exclude<UpdateTrialOutcome, { readonly kind: "updated" | "unchanged" }>;

function refusal(outcome: Refused): AppError {
  switch (outcome.kind) {
    case "not_found":
      return notFound();
    case "outdated":
      return new AppError(
        "precondition_failed",
        `The trial is now at version ${outcome.version}. Read it again, then repeat your change.`,
      );
    case "not_completed": {
      const detail = `The trial is ${outcome.state}: only what a completed trial was told is corrected. ${adviceFor(outcome.state)}`;
      return new AppError("state_conflict", detail, {
        errors: [{ pointer: "/values", code: "not_completed", detail }],
        extra: { state: outcome.state },
      });
    }
    case "too_many_metrics": {
      const detail = "A trial has at most 100 metrics.";
      return new AppError("invalid_input", detail, { errors: [{ pointer: "/values", code: "too_big", detail }] });
    }
  }
}

/** A state that is final stays final: engines and schedulers have counted with it. */
function adviceFor(state: string): string {
  if (["queued", "running", "paused"].includes(state)) return "Tell its result first.";
  return "Its state stays as it ended; to have a result of these assignments, retry the trial.";
}
