import fc from "fast-check";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { trialPoint } from "./trial-point";

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }), // ties
  fc.constantFrom("NaN" as const, "Infinity" as const, "-Infinity" as const),
);
const state = fc.constantFrom("completed" as const, "pruned" as const, "failed" as const, "running" as const);

/** Trials of every fate, with ties, NaN and infinities. */
export function arbitraryPoints(metric: string): fc.Arbitrary<readonly TrialPoint[]> {
  const trial = fc.record({ value: fc.option(value), state, feasible: fc.constantFrom(true, false, null) });
  return fc.array(trial, { maxLength: 60 }).map((trials) =>
    trials.map((given, number) =>
      trialPoint({
        number,
        state: given.state,
        feasible: given.feasible,
        values: given.value === null ? {} : { [metric]: given.value },
      }),
    ),
  );
}
