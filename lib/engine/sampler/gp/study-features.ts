import { compileSpace } from "../../space/compiled-space";
import { type FeatureMap, featureMap } from "../../surrogate/gp/features";
import type { ObservedState } from "../observed-points";

type Known = Pick<ObservedState<unknown>, "problem" | "entries" | "running">;

/** What the models of a study see points as: with their rung as soon as there is any result below the one asked about. */
export function studyFeatures({ problem, entries, running = [] }: Known): FeatureMap {
  const isBelow = running.length > 0 || entries.some(({ below = [] }) => below.length > 0);
  return featureMap(compileSpace(problem.space), isBelow ? "rungs" : "oneRung");
}
