import type { z } from "zod";
import * as contract from "@/lib/contract/measurement";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { leaseRefusal } from "./lease";
import { fromStored, type StoredMetric, toStored } from "./metric-value";
import { toVerdict } from "./to-verdict";

type Steps = z.output<typeof contract.measureTrial.input>["steps"];

/** Progress, heartbeat and verdict in one round trip. The same step with the same value again changes nothing (R5). */
export const measureTrial = hotService(contract.measureTrial, async ({ actor, db }, { trial_id, attempt, steps }) => {
  const flat = flatten(steps);
  const outcome = await db.hot.measureTrial({
    projectId: projectOf(actor),
    trialId: toUuid(trial_id),
    attempt,
    steps: flat.map((point) => point.step),
    metrics: flat.map((point) => point.metric),
    values: flat.map((point) => point.value),
    kinds: flat.map((point) => point.kind),
  });
  if (outcome.kind === "held") {
    publishStudyChange(actor.workspaceId, outcome.study_id);
    return { output: toVerdict(outcome), replayed: false };
  }
  if (outcome.kind !== "measurement_conflict") throw leaseRefusal(outcome);
  const stored = fromStored({ value: outcome.value, kind: outcome.value_kind });
  throw new AppError(
    "measurement_conflict",
    `${outcome.metric} at step ${outcome.step} is stored as ${stored}. A stored step is not changed; nothing of this request was stored.`,
    {
      extra: { metric: outcome.metric, step: outcome.step, stored },
    },
  );
});

type Point = StoredMetric & { readonly step: number; readonly metric: string };

/** One point per (step, metric); the same twice is one, two different values are refused. */
function flatten(steps: Steps): Point[] {
  const points = new Map<string, Point>();
  for (const [index, { step, values }] of steps.entries()) {
    for (const [metric, given] of Object.entries(values)) {
      const point = { step, metric, ...toStored(given) };
      const key = `${step}\n${metric}`;
      const before = points.get(key);
      if (before !== undefined && (before.value !== point.value || before.kind !== point.kind)) {
        const detail = `Step ${step} of ${metric} comes twice with different values. Send one.`;
        throw new AppError("invalid_input", detail, {
          errors: [{ pointer: `/steps/${index}/values/${metric}`, code: "duplicate_step", detail }],
        });
      }
      points.set(key, point);
    }
  }
  return [...points.values()];
}
