/**
 * How well models predict results they have not seen, where it matters: Spearman's correlation between held-out
 * predictions and results, over the better half of the results. Leave-one-out for the Gaussian process, out of bag for
 * the forest.
 */
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { compileSpace } from "../../space/compiled-space";
import { choicesByAppearance } from "../../space/reorder-choices";
import { rankCorrelation } from "../../stats/rank-correlation";
import { featureMap } from "../../surrogate/gp/features";
import { fitSurrogate } from "../../surrogate/gp/surrogate";
import { fitForest } from "../../surrogate/random-forest/fit-forest";
import { predictOutOfBag } from "../../surrogate/random-forest/out-of-bag";
import { toObservations } from "../gp/observations";
import { toObservations as toForestObservations } from "../random-forest/observations";
import { COLUMN_SHARE } from "../random-forest/sampler";
import type { SuggestRequest } from "../sampler";

export interface Skill {
  readonly gp: number;
  readonly forest: number;
}

/** Enough that nearly every row is out of the bag of several trees. */
const TREES = 32;

/** -1 for a model that cannot be computed. */
export function heldOutSkill(problem: Problem, entries: readonly LossEntry[], request: SuggestRequest): Skill {
  return { gp: gpSkill(problem, entries, request), forest: forestSkill(problem, entries, request) };
}

function gpSkill(problem: Problem, entries: readonly LossEntry[], request: SuggestRequest): number {
  const compiled = compileSpace(problem.space);
  const { observed } = toObservations(compiled, { entries });
  const surrogate = fitSurrogate({
    kernels: request.kernels,
    features: featureMap(compiled),
    samples: observed,
    warp: "auto",
    draws: 1,
    rng: request.rng("skill-gp", entries.length),
  });
  if (!surrogate) return -1;
  const { mean } = surrogate.members[0].posterior.leaveOneOut();
  return skillOf(mean, surrogate.warp.targets);
}

function forestSkill(problem: Problem, entries: readonly LossEntry[], request: SuggestRequest): number {
  const space = choicesByAppearance(
    problem.space,
    entries.map(({ assignments }) => assignments),
  );
  const measured = entries.filter(({ outcome, losses }) => outcome === "completed" && losses);
  const observations = toForestObservations(compileSpace(space), measured);
  if (!observations) return -1;
  const options = { trees: TREES, leafSize: 1, columnShare: COLUMN_SHARE, thresholds: "random" } as const;
  const forest = fitForest(observations.data, options, (tree) => request.rng("skill-forest", tree));
  return skillOf(predictOutOfBag(forest, observations.data), observations.data.targets);
}

/** Over the better half of the targets, predictions that are missing left out. */
function skillOf(predicted: Float64Array, targets: Float64Array): number {
  const order = Array.from(targets, (_, index) => index).sort(
    (one, other) => targets[one] - targets[other] || one - other,
  );
  const better = order.slice(0, Math.ceil(order.length / 2)).filter((index) => !Number.isNaN(predicted[index]));
  return rankCorrelation(
    better.map((index) => predicted[index]),
    better.map((index) => targets[index]),
  );
}
