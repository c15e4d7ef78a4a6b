import { z } from "zod";
import type { NewRecord, RecordedAssignments } from "@/lib/contract/record";
import { Objective } from "@/lib/contract/study";
import type { ExternalStep, ExternalValue } from "@/server/db/sql/external-trials";
import { toStored } from "./metric-value";

/** Values and what they were drawn from, as they are stored: side by side. */
export function splitAssignments(recorded: RecordedAssignments) {
  const entries = Object.entries(recorded);
  return {
    assignments: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    distributions: Object.fromEntries(entries.map(([name, { distribution }]) => [name, distribution])),
  };
}

/** What a completed trial of the study must have. */
export function metricsOf({ objectives }: { readonly objectives: unknown }): readonly string[] {
  return z
    .array(Objective)
    .parse(objectives)
    .map(({ metric }) => metric);
}

export function toValues(values: NewRecord["values"] = {}): readonly ExternalValue[] {
  return Object.entries(values).map(([metric, value]) => ({ metric, ...toStored(value) }));
}

/** One value for each step of a metric, the last that was given. */
export function toSteps(measurements: NewRecord["measurements"]): readonly ExternalStep[] {
  const steps = new Map<string, ExternalStep>();
  for (const { step, values } of measurements) {
    for (const [metric, value] of Object.entries(values))
      steps.set(`${step} ${metric}`, { step, metric, ...toStored(value) });
  }
  return [...steps.values()];
}
