/**
 * Results that the points asked for earlier in a batch may have, as joint draws from the posterior: what a further point
 * adds is judged under each of them (Snoek, Larochelle & Adams 2012, section 3.3; Wilson, Hutter & Deisenroth 2018,
 * arXiv:1805.10196). The draws are quasi-random and the same for every candidate, so that candidates are compared under
 * the same results and the acquisition is smooth.
 *
 * A result that breaks an outcome constraint, or of an evaluation that fails, lowers no incumbent: each fantasy draws which
 * of its results are of use as well, every one by its chance. Its value is still told to the model, also where there would
 * be none: with the incumbent as it was, that averages out.
 */
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import type { Rng } from "../../rng/rng";
import { sobolSequence } from "../../rng/sobol";
import { normalQuantile } from "../../stats/normal";
import type { Member } from "../../surrogate/gp/surrogate";

export interface Fantasies {
  /** z by fantasy: the values at the m points are their means plus response · z. */
  readonly normals: readonly Float64Array[];
  /** By fantasy, the lowest loss once these results are in, of those that are of use. */
  readonly incumbents: Float64Array;
}

/** With its results still out. */
export interface FantasizedMember extends Pick<Member, "posterior"> {
  readonly fantasies: Fantasies;
}

/** So many of the latest points are fantasized about: those before are only less uncertain. */
export const FANTASIZED_MAX = 8;
/** Half a step of the sequence: a quantile of 0 would be infinite. */
const NUDGE = 2 ** -33;

interface Batch {
  /** Points asked for earlier, at most FANTASIZED_MAX. */
  readonly points: FeaturePoints;
  /** How likely the result of each is of use; null where nothing can fail and nothing is bounded. */
  readonly chances: Float64Array | null;
  /** How many fantasies, shared out among the members. */
  readonly count: number;
  readonly rng: Rng;
}

/** A member where the points cannot be added to a posterior is left out: empty when none is left. */
export function fantasize(members: readonly Member[], batch: Batch): readonly FantasizedMember[] {
  const { points, chances, rng } = batch;
  const count = Math.max(batch.count, members.length);
  // As many coordinates whatever the points: the first ones' draws stay the same when another follows.
  const { pointAt } = sobolSequence(chances ? 2 * FANTASIZED_MAX : FANTASIZED_MAX, rng);
  const uniforms = Array.from({ length: count }, (_, index) => pointAt(index));
  return members.flatMap(({ posterior, incumbentLoss }, member): FantasizedMember[] => {
    const extended = posterior.withPending(points);
    if (!extended) return [];
    const own = uniforms.filter((_, index) => index % members.length === member);
    const normals = own.map((uniform) =>
      Float64Array.from({ length: points.count }, (_, j) => normalQuantile(uniform[j] + NUDGE)),
    );
    const values = fantasizedValues(extended, points, normals);
    const incumbents = Float64Array.from(values, (losses, fantasy) => {
      const ofUse = losses.filter((_, j) => !chances || own[fantasy][FANTASIZED_MAX + j] < chances[j]);
      return Math.min(incumbentLoss, ...ofUse);
    });
    return [{ posterior: extended, fantasies: { normals, incumbents } }];
  });
}

/** By fantasy, the loss at each of the points. */
function fantasizedValues(
  posterior: GpPosterior,
  points: FeaturePoints,
  normals: readonly Float64Array[],
): readonly Float64Array[] {
  const { mean } = posterior.predict(points);
  const { response } = posterior.respond(points);
  return normals.map((normal) =>
    mean.map((center, i) => normal.reduce((value, z, j) => value + response[i * points.count + j] * z, center)),
  );
}
