import type { NewRecord, RecordedAssignments } from "@/lib/contract/record";
import type { ExternalStep } from "@/server/db/sql/external-trials";
import { toStored } from "./metric-value";

/** Values and what they were drawn from, as they are stored: side by side. */
export function splitAssignments(recorded: RecordedAssignments) {
  const entries = Object.entries(recorded);
  return {
    assignments: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    distributions: Object.fromEntries(entries.map(([name, { distribution }]) => [name, distribution])),
  };
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
