/**
 * Hyperparameters of the objective's model and of every margin's, fitted anew for each trial while there are few and then
 * whenever there are a tenth more: fitting is most of what a suggestion costs, and one result in forty hardly moves it.
 * Which results count is a rule on the trials' numbers, not on what was fitted before, so the same set of results gives
 * the same fits whatever is remembered. Where a request names the past that they are of, it is that past's results, all.
 */
import { BESIDE_FROM, fittedOnce, GROWTH, RESULTS_MIN } from "../../fits";
import type { LossEntry, Outcome } from "../../history";
import type { GpHyperparameters, Kernels } from "../../linalg/kernels";
import type { Problem } from "../../problem";
import { remembered } from "../../remembered";
import { makeRng } from "../../rng/rng";
import { type CompiledSpace, compileSpace } from "../../space/compiled-space";
import { successMargin } from "../../surrogate/gp/feasibility";
import type { FeatureMap } from "../../surrogate/gp/features";
import { fitMargin, type MarginData } from "../../surrogate/gp/margin-model";
import { outcomeMargins } from "../../surrogate/gp/outcome-constraints";
import { sourceFits } from "../../surrogate/gp/source-fits";
import { priorOfSources, weighSources } from "../../surrogate/gp/source-models";
import { fitHyperparameters, heldOutLogDensity, type SurrogateFit } from "../../surrogate/gp/surrogate";
import type { Weights } from "../../transfer/ranking-weights";
import type { ObservedState } from "../observed-points";
import type { GpOptions } from "./definition";
import { localObservations } from "./local-observations";
import { byMerit, type Observations, samplesOf, toObservations } from "./observations";
import { studyFeatures } from "./study-features";

export interface KnownFits {
  /** Null where the model cannot be computed. */
  readonly surrogate: SurrogateFit | null;
  /** How much each of the studies that it starts warm from is believed; null without any. */
  readonly sources: Weights | null;
}

/** By the margin's id; none for a margin that could not be told, or not be computed, from so many results. */
export type KnownMargins = ReadonlyMap<string, GpHyperparameters>;

export function knownFits(state: ObservedState<GpOptions>, kernels: Kernels): KnownFits {
  const { problem, options } = state;
  return rememberedFits(`gp fits ${options.warp}`, { state, kernels, below: true }, (known, means) =>
    fitObjective(known, { ...means, options, problem }),
  );
}

/** Of everything that can go wrong or must be kept: with several objectives the same for all. */
export function knownMargins(state: ObservedState<GpOptions>, kernels: Kernels): KnownMargins {
  return rememberedFits("gp margins", { state, kernels }, (known, means) => {
    const fits = marginsOf(known).flatMap((margin): [string, GpHyperparameters][] => {
      const fitted = fitMargin(means, margin);
      return fitted ? [[margin.id, fitted]] : [];
    });
    return new Map(fits);
  });
}

interface Fitting {
  readonly state: ObservedState<GpOptions>;
  readonly kernels: Kernels;
  /** Whether results at rungs below count. */
  readonly below?: boolean;
}

/** Of the results that hyperparameters are fitted to now. */
export function rememberedFits<Fits>(
  name: string,
  { state, kernels, below: isBelow = false }: Fitting,
  learn: (known: Observations, means: Pick<Means, "kernels" | "features">) => Fits,
): Fits {
  const { problem, past } = state;
  const told = past?.entries ?? fittedEntries(state.entries);
  // Without those that no observation is made of: another trial stopped early is nothing to fit anew.
  const entries = told.filter(({ outcome, below = [] }) => isObserved(outcome) || (isBelow && below.length > 0));
  const features = studyFeatures(state);
  const work = { name: `${name} ${kernels.id} ${features.distance}`, problem };
  const fit = (): Fits => {
    const compiled = compileSpace(problem.space);
    const known = localPart(compiled, toObservations(compiled, { entries }));
    return learn(known, { kernels, features });
  };
  return fittedOnce({ ...work, past }, () => remembered({ ...work, entries }, fit));
}

const isObserved = (outcome: Outcome): boolean => outcome !== "pruned" && outcome !== "cancelled";

/** The observations that the model is conditioned on. */
export function localPart(compiled: CompiledSpace, all: Observations): Observations {
  const [best] = [...all.observed].sort(byMerit);
  return localObservations(compiled, all, best);
}

/** Everything that can go wrong or must be kept, as margins of the same observations. */
export function marginsOf({ observed, failed }: Observations): readonly MarginData[] {
  const success = successMargin({ succeeded: observed.map(({ units }) => units), failed });
  return [...(success ? [success] : []), ...outcomeMargins(observed)];
}

interface Means {
  readonly kernels: Kernels;
  readonly features: FeatureMap;
  readonly options: GpOptions;
  readonly problem: Problem;
}

/** By the results alone; where other studies rank them well, once more to what those leave unexplained. */
function fitObjective(known: Observations, { kernels, features, options, problem }: Means): KnownFits {
  const data = { kernels, features, samples: samplesOf(known) };
  const alone = fitHyperparameters({ ...data, warp: options.warp });
  const others = alone ? sourceFits(problem, data) : [];
  if (!alone || others.length === 0) return { surrogate: alone, sources: null };
  const rng = makeRng({ seed: problem.seed, purpose: "gp/source-weights", number: known.observed.length });
  const sources = weighSources(others, { ...data, fit: alone, rng });
  const prior = priorOfSources(others, sources, data);
  const around = prior && fitHyperparameters({ ...data, warp: alone.warp, prior });
  if (!around) return { surrogate: alone, sources: null };
  // To rank well is not to be near: close to an optimum of its own, a study may know better than all who came before.
  const [skillAlone, skillAround] = [heldOutLogDensity(data, alone), heldOutLogDensity({ ...data, prior }, around)];
  const helps = skillAlone === null || skillAround === null || skillAround >= skillAlone;
  return helps ? { surrogate: around, sources } : { surrogate: alone, sources: null };
}

/** The first of the trials, by number, up to the last checkpoint: all while they are few or say little. */
export function fittedEntries(entries: readonly LossEntry[]): readonly LossEntry[] {
  const fitted = entries.slice(0, lastFit(entries.length));
  const results = fitted.filter(({ outcome, losses }) => outcome === "completed" && losses).length;
  return results < RESULTS_MIN ? entries : fitted;
}

function lastFit(count: number): number {
  if (count < BESIDE_FROM) return count;
  let reached = BESIDE_FROM;
  for (let next = reached; next <= count; next = Math.ceil(next * GROWTH)) reached = next;
  return reached;
}
