/** What the model says while trials are out, without knowing how they will end. */
import { logExpectedImprovement } from "../../acquisition/log-expected-improvement";
import type { FeaturePoints } from "../../linalg/kernels";
import type { Rng } from "../../rng/rng";
import type { Member } from "../../surrogate/gp/surrogate";
import { type FantasizedMember, fantasize } from "./fantasies";

export interface PendingBelief {
  /** Less uncertain where trials are out. */
  readonly members: readonly Member[];
  /** The same under made-up results of the batch; none where nothing of a batch is out. */
  readonly fantasized: readonly FantasizedMember[];
}

interface Out {
  /** Trials that run. */
  readonly pending: FeaturePoints;
  /** Points asked for in the same call. */
  readonly batch: FeaturePoints;
  readonly fantasies: number;
  readonly rng: Rng;
}

export function pendingBelief(members: readonly Member[], { pending, batch, fantasies, rng }: Out): PendingBelief {
  const running = withPending(members, pending);
  if (batch.count === 0) return { members: running, fantasized: [] };
  return {
    members: withPending(running, batch),
    fantasized: fantasize(running, { points: batch, count: fantasies, rng }),
  };
}

/**
 * The members once `pending` is out too: less uncertain there, the mean as before. The incumbent is what it will be on
 * average when those results are in, best - EI; otherwise a point where the model is sure of an improvement would be
 * proposed again and again.
 */
function withPending(members: readonly Member[], pending: FeaturePoints): readonly Member[] {
  if (pending.count === 0) return members;
  return members.map(({ posterior, incumbentLoss }) => {
    const { mean, variance } = posterior.predict(pending);
    let expected = incumbentLoss;
    for (const [index, center] of mean.entries()) {
      expected -= Math.exp(logExpectedImprovement(center, Math.sqrt(variance[index]), expected));
    }
    return { posterior: posterior.withPending(pending) ?? posterior, incumbentLoss: expected };
  });
}
