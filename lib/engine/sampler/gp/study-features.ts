import { compileSpace } from "../../space/compiled-space";
import { type FeatureMap, featureMap } from "../../surrogate/gp/features";
import type { ObservedState } from "../observed-points";

/** What the models of a study see points as: with their rung as soon as there is any result below the one asked about. */
export function studyFeatures({ problem, entries }: Pick<ObservedState<unknown>, "problem" | "entries">): FeatureMap {
  const isBelow = entries.some(({ below = [] }) => below.length > 0);
  return featureMap(compileSpace(problem.space), isBelow ? "rungs" : "oneRung");
}
