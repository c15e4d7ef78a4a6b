import type { HistoryEntry } from "../history";
import type { Direction, Problem } from "../problem";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import type { Assignments, Space } from "../space/space";

interface Sampled {
  readonly space: Space;
  readonly count: number;
  readonly direction: Direction;
  /** The metric, `value`, of a point. */
  measure(assignments: Assignments): number;
}

/** A study whose trials were drawn from the priors, all completed. */
export function sampledStudy({ space, count, direction, measure }: Sampled): {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
} {
  const problem: Problem = { space, objectives: [{ metric: "value", direction }], seed: "sampled" };
  const history = Array.from({ length: count }, (_, number): HistoryEntry => {
    const assignments = sampleAssignments(space, makeRng({ seed: "sampled", purpose: "point", number }));
    return { number, assignments, outcome: "completed", values: { value: measure(assignments) } };
  });
  return { problem, history };
}
