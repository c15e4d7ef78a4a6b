import { makeAcquisition } from "@/lib/engine/acquisition/acquisition";
import { suggest } from "@/lib/engine/engine";
import type { FeaturePoints, GpPosterior, Kernels } from "@/lib/engine/linalg/kernels";
import { Ranking } from "@/lib/engine/linalg/ranking";
import { makeRng } from "@/lib/engine/rng/rng";
import { drawCandidates } from "@/lib/engine/sampler/gp/candidates";
import { compileSpace } from "@/lib/engine/space/compiled-space";
import { featureMap } from "@/lib/engine/surrogate/gp/features";
import { type Contender, LocalContender } from "../dense/contender";
import { NUMERIC } from "../dense/dense-problem";
import { type SuggestProblem, toMessage } from "./suggest-problem";

const CANDIDATES = 2_048;
const CENTRES = 5;
const SEARCHES = 10;
const STEPS = 40;
const STEP = 0.02;

/**
 * A suggestion without a refit by our gp, as users get it; and what the reference does, piece by piece with our kernels: no
 * pruning, no search that stops early.
 */
export function ourSuggestions(kernels: Kernels, problemOf: (n: number) => SuggestProblem): readonly Contender[] {
  return [
    new LocalContender("gp", ({ model }) => {
      const message = toMessage("gp", problemOf(model.points.count));
      // What was fitted is remembered from one ask to the next.
      return { suggestion: () => suggest(structuredClone(message), kernels).suggestions.length };
    }),
    new LocalContender("like for like", ({ model, incumbent }) => {
      const compiled = compileSpace(toMessage("gp", problemOf(model.points.count)).problem.space);
      const features = featureMap(compiled);
      const targetAt = (index: number): number => model.targets[index] ?? Number.NaN;
      const order = [...model.targets.keys()].sort((one, other) => targetAt(one) - targetAt(other));
      const best = order.slice(0, CENTRES).map((index) => rowOf(model.points, index));
      return {
        suggestion: () => {
          const posterior = kernels.condition(model);
          if (!posterior) throw new Error("The benchmark's matrix is not positive definite.");
          const rng = makeRng({ seed: "bench", purpose: "candidates", number: 0 });
          const { units } = drawCandidates({ compiled, best, count: CANDIDATES, rng });
          const [first] = climb(posterior, bestOf(posterior, features.featuresOf(units), incumbent), incumbent);
          kernels.release();
          return first ?? Number.NaN;
        },
      };
    }),
  ];
}

/** Every candidate judged; the best of them. */
function bestOf(posterior: GpPosterior, candidates: FeaturePoints, incumbent: number): FeaturePoints {
  const acquisition = makeAcquisition("log-ei", incumbent);
  const { mean, variance } = posterior.predict(candidates);
  const ranking = new Ranking(SEARCHES);
  for (let index = 0; index < mean.length; index += 1) {
    ranking.add(index, acquisition.value(mean[index] ?? Number.NaN, Math.sqrt(variance[index] ?? Number.NaN)));
  }
  const numeric = Float64Array.from(ranking.best.flatMap(({ index }) => [...rowOf(candidates, index)]));
  return { ...candidates, count: ranking.best.length, numeric };
}

/** So many steps uphill, all searches at once. */
function climb(posterior: GpPosterior, starts: FeaturePoints, incumbent: number): Float64Array {
  const acquisition = makeAcquisition("log-ei", incumbent);
  const at = { ...starts, numeric: starts.numeric.slice() };
  for (let step = 0; step < STEPS; step += 1) {
    const { mean, variance, meanGradient, varianceGradient } = posterior.predictWithGradient(at);
    for (let search = 0; search < at.count; search += 1) {
      const deviation = Math.sqrt(Math.max(1e-18, variance[search] ?? 0));
      const [byMean, byDeviation] = acquisition.slopes(mean[search] ?? 0, deviation);
      const byVariance = byDeviation / (2 * deviation);
      const uphill = rowOf({ numeric: meanGradient }, search).map(
        (slope, k) => byMean * slope + byVariance * (varianceGradient[search * NUMERIC + k] ?? 0),
      );
      const length = STEP / (uphill.reduce((largest, slope) => Math.max(largest, Math.abs(slope)), 0) + 1e-12);
      const place = rowOf(at, search);
      for (let k = 0; k < NUMERIC; k += 1) {
        place[k] = Math.min(1, Math.max(0, (place[k] ?? 0) + length * (uphill[k] ?? 0)));
      }
    }
  }
  return at.numeric;
}

const rowOf = ({ numeric }: Pick<FeaturePoints, "numeric">, index: number): Float64Array =>
  numeric.subarray(index * NUMERIC, (index + 1) * NUMERIC);
