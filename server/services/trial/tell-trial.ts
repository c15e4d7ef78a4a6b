import type { z } from "zod";
import * as contract from "@/lib/contract/trial";
import type { TellCall, TellOutcome, ToldRow } from "@/server/db/sql/hot-path";
import { tellScheduled } from "@/server/engine-host/schedule/tell-scheduled";
import { noteResult } from "@/server/engine-host/study-loop";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { hashJson } from "@/server/kernel/canonical-json";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { leaseRefusal } from "./lease";
import { fromStored, toToldMetrics } from "./metric-value";
import { studyLog } from "./study-log";

type Input = z.output<typeof contract.tellTrial.input>;

/** Stores a trial's final observation. Telling the same result twice is harmless; an outdated attempt changes nothing. */
export const tellTrial = hotService(contract.tellTrial, async (context, input) => {
  const { actor, db } = context;
  const call = toTellCall(input, projectOf(actor));
  const told = await db.hot.tellTrial(call);
  const outcome =
    told.kind === "scheduled"
      ? await tellScheduled(await studyLog(context, told.study_id), {
          call,
          trial: told.number,
          target: told.target,
          canResume: told.can_resume,
          isFinal: input.final ?? false,
        })
      : told;
  switch (outcome.kind) {
    case "told":
      publishStudyChange(actor.workspaceId, outcome.study_id);
      noteResult({ workspaceId: actor.workspaceId, studyId: outcome.study_id });
      return { output: toTellResult(input.trial_id, outcome), replayed: false };
    case "replayed":
      return { output: toTellResult(input.trial_id, outcome), replayed: true };
    case "already_told":
      throw alreadyTold(outcome);
    case "missing_metrics": {
      const errors = outcome.metrics.map((metric) => ({
        pointer: `/values/${metric}`,
        code: "missing_metric",
        detail: "The study needs this metric of a completed trial.",
      }));
      throw new AppError(
        "invalid_observation",
        `A completed trial needs ${outcome.metrics.join(", ")}. Add it, or tell the trial as failed.`,
        { errors },
      );
    }
    default:
      throw leaseRefusal(outcome);
  }
});

function toTellCall(input: Input, projectId: string | null): TellCall {
  // Where a checkpoint is says nothing of the result.
  const { trial_id, attempt, checkpoint: _, ...result } = input;
  return {
    projectId,
    trialId: toUuid(trial_id),
    attempt,
    state: input.state,
    values: toToldMetrics(input.values),
    fromMeasurements: input.from_measurements ?? null,
    cost: input.cost ?? null,
    reason: input.reason ?? null,
    metadata: input.metadata ?? null,
    checkpoint: input.checkpoint ?? null,
    resultHash: hashJson(result),
  };
}

function toTellResult(trialId: string, outcome: Extract<TellOutcome, { values: unknown }>): contract.TellResult {
  return {
    trial_id: trialId,
    state: contract.TrialState.parse(outcome.state),
    values: toValues(outcome.values),
  };
}

function toValues(values: Readonly<Record<string, ToldRow>>): contract.TellResult["values"] {
  return Object.fromEntries(
    Object.entries(values).map(([metric, { std_error, n, ...stored }]) => [
      metric,
      { value: fromStored(stored), std_error, n },
    ]),
  );
}

function alreadyTold(outcome: Extract<TellOutcome, { values: unknown }>): AppError {
  // Nobody else's result is corrected (`updateTrial`).
  const advice = outcome.state === "completed" ? "; if it is wrong, correct it with PATCH /trials/{trial_id}" : "";
  return new AppError(
    "already_told",
    `The trial is ${outcome.state} already, with another result. The stored one stands${advice}.`,
    {
      extra: {
        stored: { state: outcome.state, state_reason: outcome.state_reason ?? null, values: toValues(outcome.values) },
      },
    },
  );
}
