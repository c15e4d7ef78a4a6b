/** What the model says while trials are out, without knowing how they will end. */
import { logExpectedImprovement } from "../../acquisition/log-expected-improvement";
import type { FeaturePoints } from "../../linalg/kernels";
import type { Rng } from "../../rng/rng";
import type { LogFactor } from "../../surrogate/gp/log-factor";
import type { Member } from "../../surrogate/gp/surrogate";
import { type FantasizedMember, fantasize } from "./fantasies";

export interface PendingBelief {
  /** Less uncertain where trials are out. */
  readonly members: readonly Member[];
  /** The same under made-up results of the batch; none where nothing of a batch is out. */
  readonly fantasized: readonly FantasizedMember[];
}

interface Out {
  /** Trials that run, and after them those points asked for in the same call whose results are not made up. */
  readonly pending: FeaturePoints;
  /** How many of these run. */
  readonly running: number;
  /** The other points asked for in the same call. */
  readonly batch: FeaturePoints;
  /** Null where nothing can fail and nothing is bounded. */
  readonly feasibility: LogFactor | null;
  readonly fantasies: number;
  readonly rng: Rng;
}

export function pendingBelief(members: readonly Member[], out: Out): PendingBelief {
  const { pending, running, batch, feasibility, fantasies, rng } = out;
  // What runs counts in full, whatever its chance.
  const ofPending = chancesAt(pending, feasibility)?.fill(1, 0, running) ?? null;
  const before = withPending(members, pending, ofPending);
  if (batch.count === 0) return { members: before, fantasized: [] };
  const chances = chancesAt(batch, feasibility);
  return {
    members: withPending(before, batch, chances),
    fantasized: fantasize(before, { points: batch, chances, count: fantasies, rng }),
  };
}

/** How likely the result at each point is of use. */
function chancesAt(points: FeaturePoints, feasibility: LogFactor | null): Float64Array | null {
  return feasibility && points.count > 0 ? feasibility.value(points).map(Math.exp) : null;
}

/**
 * The members once `pending` is out too: less uncertain there, the mean as before. The incumbent is what it will be on
 * average when those results are in, best - P(of use) EI; otherwise a point where the model is sure of an improvement would
 * be proposed again and again.
 */
function withPending(
  members: readonly Member[],
  pending: FeaturePoints,
  chances: Float64Array | null,
): readonly Member[] {
  if (pending.count === 0) return members;
  return members.map(({ posterior, incumbentLoss }) => {
    const { mean, variance } = posterior.predict(pending);
    let expected = incumbentLoss;
    for (const [index, center] of mean.entries()) {
      const improvement = Math.exp(logExpectedImprovement(center, Math.sqrt(variance[index]), expected));
      expected -= chances ? chances[index] * improvement : improvement;
    }
    return { posterior: posterior.withPending(pending) ?? posterior, incumbentLoss: expected };
  });
}
