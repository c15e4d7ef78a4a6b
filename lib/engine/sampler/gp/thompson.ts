/**
 * Thompson sampling: one function is drawn from the posterior and its minimum among the candidates is tried
 * (Thompson 1933; Kandasamy et al. 2018, arXiv:1705.09236, for why this suits many workers).
 */
import { standardNormal } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { factorOfCovariance, jointDraw } from "../../surrogate/gp/covariance-factor";
import type { FeatureMap } from "../../surrogate/gp/features";
import type { Member } from "../../surrogate/gp/surrogate";
import { type CandidatePool, candidateAt } from "./candidates";
import type { Ranked } from "./local-search";

/** A joint draw costs the cube of this. The first and the last candidates: all over the space, and near the best. */
const POINTS_MAX = 400;

interface Draw {
  readonly features: FeatureMap;
  readonly member: Member;
  readonly candidates: CandidatePool;
  readonly rng: Rng;
}

/** Candidates by the drawn function, its lowest first; empty when no draw can be made. */
export function thompsonRanking({ features, member, candidates, rng }: Draw): readonly Ranked[] {
  const { count } = candidates.units;
  const chosen = Array.from({ length: Math.min(count, POINTS_MAX) }, (_, place) =>
    candidateAt(candidates, place < POINTS_MAX / 2 ? place : place + Math.max(0, count - POINTS_MAX)),
  );
  const points = features.toFeatures(chosen.map(({ units }) => units));
  const { mean } = member.posterior.predict(points);
  const factor = factorOfCovariance(member.posterior.covariance(points), chosen.length);
  if (!factor) return [];
  const noise = Float64Array.from(chosen, () => standardNormal(rng));
  const drawn = jointDraw(mean, factor, noise);
  return chosen
    .map((candidate, index): Ranked => ({ candidate, value: -drawn[index] }))
    .sort((one, other) => other.value - one.value);
}
