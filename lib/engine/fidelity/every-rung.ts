/**
 * What samplers learn from that look at every rung: each trial with its results at all rungs it came to. One that is out and
 * came to a rung is among them, whether it is paused there or trains on.
 *
 * A point of a curve counts at one rung, the deepest that it has passed. So results of one rung were trained to the same
 * resource, as nearly as reports tell, and may be compared (`deepest-rung`, which compares at one rung only, counts a coarse
 * report at all rungs that it has passed).
 */
import { type LossEntry, type RungLosses, toExcess, toLosses } from "../history";
import type { Problem } from "../problem";
import type { PendingPoint, Recalled } from "../recall";
import { identityOf, isResult, kept, type Trial } from "./kept-entry";

export function atEveryRung({ problem, entries, pending }: Recalled, rungs: readonly number[]): Recalled {
  if (rungs.length === 0) return { problem, entries, pending };
  // By number: in which order trials that are out are listed says nothing.
  const out = [...pending]
    .sort((one, other) => one.number - other.number)
    .flatMap((trial) => outAt(problem, trial, rungs) ?? []);
  const known = new Set(out.map(({ number }) => number));
  return {
    problem,
    entries: [...entries.map((entry) => kept(problem, { ...entry, rungs: endedAt(problem, entry, rungs) })), ...out],
    pending: pending.filter(({ number }) => !known.has(number)),
  };
}

/** What is known of a trial that is out; null before its first rung. */
function outAt(problem: Problem, trial: PendingPoint, rungs: readonly number[]): LossEntry | null {
  const results = reportedAt(problem, trial, rungs);
  if (results.length === 0) return null;
  const excess = toExcess(problem, {});
  return kept(problem, { ...identityOf(trial), outcome: "pruned", losses: null, excess, rungs: results });
}

function endedAt(problem: Problem, entry: LossEntry, rungs: readonly number[]): readonly RungLosses[] {
  if (!isResult(entry)) return [];
  const { outcome, losses, excess } = entry;
  const results = reportedAt(problem, entry, rungs);
  const last = rungs[rungs.length - 1];
  const whole = outcome !== "completed" || results.some(({ resource }) => resource === last);
  // Who completed counts in the last rung, with its final result, whatever it reported before.
  return whole ? results : [...results, { resource: last, losses, excess }];
}

function reportedAt(problem: Problem, { curve = [] }: Trial, rungs: readonly number[]): readonly RungLosses[] {
  return rungs.flatMap((resource, at) => {
    const next = rungs[at + 1] ?? Number.POSITIVE_INFINITY;
    const point = curve.find((reported) => reported.resource >= resource && reported.resource < next);
    if (!point) return [];
    return [{ resource, losses: toLosses(problem.objectives, point.values), excess: toExcess(problem, point) }];
  });
}
