/** Trainings that draw random numbers: one evaluation is one training, the true value the mean of several fixed ones. */
import { makeRng, type Rng } from "@/lib/engine/rng/rng";
import type { Assignments } from "@/lib/engine/space/space";
import type { QualityProblem } from "../problem";

/** More would be truer and slower; the best value of a problem is stated for exactly these. */
const REPLICATES = 4;

/** A number for the loss, null when training broke down. */
export type Training = (assignments: Assignments, rng: Rng) => number | null;

export function stochasticProblem(
  train: Training,
  given: Omit<QualityProblem, "family" | "value" | "observe">,
): QualityProblem {
  const replicate = (assignments: Assignments, number: number): number | null =>
    finite(train(assignments, makeRng({ seed: "tellus-quality-replicates", purpose: given.id, number })));
  return {
    ...given,
    family: "models",
    value: (assignments) => {
      let total = 0;
      for (let number = 0; number < REPLICATES; number += 1) {
        const value = replicate(assignments, number);
        if (value === null) return null;
        total += value;
      }
      return total / REPLICATES;
    },
    observe: (assignments, noise) => finite(train(assignments, noise)),
  };
}

/** Trainings that diverge report nothing. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
