/** What the acquisition is divided by where trials cost unequally much. */
import type { GpHyperparameters, Kernels } from "../../linalg/kernels";
import type { CompiledSpace } from "../../space/compiled-space";
import { conditionCost, costData } from "../../surrogate/gp/cost-model";
import type { LogFactor } from "../../surrogate/gp/log-factor";
import { fitMargin } from "../../surrogate/gp/margin-model";
import type { ObservedState } from "../observed-points";
import { costPower } from "./cost-power";
import type { GpOptions } from "./definition";
import { localPart, rememberedFits } from "./known-fits";
import type { Observations } from "./observations";
import { studyFeatures } from "./study-features";

export interface Price {
  /** One over the expected cost, to this power. */
  readonly factor: LogFactor;
  readonly power: number;
}

interface PriceRequest {
  readonly compiled: CompiledSpace;
  readonly observations: Observations;
  readonly kernels: Kernels;
}

/** Null where the gain alone counts. */
export function trialPrice(
  state: ObservedState<GpOptions>,
  { compiled, observations, kernels }: PriceRequest,
): Price | null {
  const power = costPower({ ...state, ended: state.entries.length }, observations.observed);
  const data = power > 0 ? costData(localPart(compiled, observations).observed) : null;
  if (!data) return null;
  const means = { kernels, features: studyFeatures(state) };
  const hyperparameters = knownCosts(state, kernels) ?? fitMargin(means, data);
  const factor = hyperparameters && conditionCost(means, data, { hyperparameters, power });
  return factor && { factor, power };
}

/** Null where so many results say nothing of costs, or the model cannot be computed. */
export function knownCosts(state: ObservedState<GpOptions>, kernels: Kernels): GpHyperparameters | null {
  return rememberedFits("gp costs", { state, kernels }, ({ observed }, means) => {
    const data = costData(observed);
    return data && fitMargin(means, data);
  });
}

/** The name of an acquisition that it divides. */
export const pricedName = (acquisition: string, price: Price | null): string =>
  acquisition + (price ? "-per-cost" : "");

export const pricedWhy = (price: Price | null): string =>
  price ? `, per expected cost to the power of ${price.power.toFixed(2)}` : "";
