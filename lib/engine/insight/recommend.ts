/**
 * Which trial to recommend. Without noise, the best one told. With noise that is the luckiest one (the winner's curse), so
 * the one that a model of all results expects to be best: the lowest posterior mean at an evaluated point.
 */
import { type HistoryEntry, toLossEntry } from "../history";
import type { Kernels } from "../linalg/kernels";
import type { Problem } from "../problem";
import { makeRng } from "../rng/rng";
import { toObservations } from "../sampler/gp/observations";
import { compileSpace } from "../space/compiled-space";
import { fingerprintAssignments } from "../space/fingerprint";
import { featureMap } from "../surrogate/gp/features";
import { fitSurrogate } from "../surrogate/gp/surrogate";

interface RecommendRequest {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
  readonly noisy: boolean;
  readonly kernels: Kernels;
}

/** With fewer results a model says less than they do. */
const MODEL_FROM = 6;

/** Index into the history, or null when nothing has succeeded. */
export function recommend({ problem, history, noisy, kernels }: RecommendRequest): number | null {
  const entries = history.map((entry) => toLossEntry(problem, entry));
  const best = leastOf(entries.map(({ outcome, losses }) => (outcome === "completed" && losses ? losses[0] : null)));
  const compiled = compileSpace(problem.space);
  const { observed } = toObservations(compiled, { entries });
  if (!noisy || observed.length < MODEL_FROM) return best;
  const features = featureMap(compiled);
  const surrogate = fitSurrogate({
    kernels,
    features,
    samples: observed,
    warp: "auto",
    draws: 1,
    rng: makeRng({ seed: problem.seed, purpose: "recommend", number: history.length }),
  });
  const means = surrogate?.members[0]?.posterior.predict(features.toFeatures(observed.map(({ units }) => units))).mean;
  const chosen = means ? leastOf([...means]) : null;
  kernels.release();
  if (chosen === null) return best;
  const { fingerprint } = observed[chosen];
  return history.findIndex(({ assignments }) => fingerprintAssignments(problem.space, assignments) === fingerprint);
}

/** The first index of the least number, null when there is none. */
export function leastOf(values: readonly (number | null)[]): number | null {
  let least: number | null = null;
  for (const [index, value] of values.entries()) {
    if (value === null || Number.isNaN(value)) continue;
    const current = least === null ? null : values[least];
    if (current === null || value < current) least = index;
  }
  return least;
}
