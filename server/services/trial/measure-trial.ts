import type { z } from "zod";
import * as contract from "@/lib/contract/measurement";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { leaseRefusal } from "./lease";
import { fromStored, type StoredMetric, toStored } from "./metric-value";
import { reportTrial } from "./report-trial";
import { toVerdict } from "./to-verdict";

type Steps = z.output<typeof contract.measureTrial.input>["steps"];

/** Progress, heartbeat and verdict in one round trip. The same step with the same value again changes nothing (R5). */
export const measureTrial = hotService(contract.measureTrial, async (context, input) => {
  const flat = flatten(input.steps);
  const outcome = await reportTrial(context, {
    projectId: projectOf(context.actor),
    trialId: toUuid(input.trial_id),
    attempt: input.attempt,
    steps: flat.map((point) => point.step),
    metrics: flat.map((point) => point.metric),
    values: flat.map((point) => point.value),
    kinds: flat.map((point) => point.kind),
    checkpoint: input.checkpoint ?? null,
  });
  if (outcome.kind === "held") return { output: toVerdict(outcome), replayed: false };
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
