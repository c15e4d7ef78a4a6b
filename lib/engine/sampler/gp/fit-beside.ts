/** Everything that suggestions of one objective or of several read of the results' hyperparameters, fitted before they ask. */
import type { Kernels } from "../../linalg/kernels";
import type { ObservedState } from "../observed-points";
import { costPower } from "./cost-power";
import type { GpOptions } from "./definition";
import { knownFits, knownMargins } from "./known-fits";
import { viewsOf } from "./objectives-model";
import type { Observations } from "./observations";
import { knownCosts } from "./trial-price";

export function fitBeside(state: ObservedState<GpOptions>, { observed }: Observations, kernels: Kernels): void {
  const views = state.problem.objectives.length > 1 ? viewsOf(state) : [state];
  for (const view of views) knownFits(view, kernels);
  // What can go wrong, or is paid, is the same for all.
  const [first] = views;
  knownMargins(first, kernels);
  if (costPower({ ...first, ended: state.entries.length }, observed) > 0) knownCosts(first, kernels);
}
