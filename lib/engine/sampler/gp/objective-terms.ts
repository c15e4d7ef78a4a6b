/** Acquisitions of points with several losses, each with a posterior of its own. */
import { logExpectedHypervolumeImprovement } from "../../acquisition/log-expected-hypervolume-improvement";
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import type { Box } from "../../pareto/boxes";
import type { Losses } from "../../pareto/dominance";
import { type AcquisitionTerm, deviationOf } from "./acquisition-term";

/** What a point is worth, by its losses' means and deviations. */
interface JointAcquisition {
  value(means: Float64Array, deviations: Float64Array): number;
  slopes(means: Float64Array, deviations: Float64Array): Slopes;
}

interface Slopes {
  readonly value: number;
  readonly byMean: Float64Array;
  readonly byDeviation: Float64Array;
}

/** ln of the expected gain of hypervolume, for two or three objectives. */
export function hypervolumeTerm(posteriors: readonly GpPosterior[], boxes: readonly Box[]): AcquisitionTerm {
  return jointTerm(posteriors, logExpectedHypervolumeImprovement(boxes));
}

/** How many deviations below its mean each loss is taken to be, as by the confidence bound of a single one. */
const DEVIATIONS = 1.8;

interface Scalarization {
  /** What each loss has to stay below. */
  readonly reference: Losses;
  /** A direction, positive. */
  readonly direction: Losses;
}

/**
 * How far along a direction from the reference the optimistic point reaches: min_m (ref_m - (μ_m - 1.8 σ_m)) / λ_m. Over
 * random directions its power averages to the hypervolume (Golovin & Zhang 2020, arXiv:2006.04655, definition 3 and
 * lemma 5), for any number of objectives.
 */
export function scalarizedTerm(
  posteriors: readonly GpPosterior[],
  { reference, direction }: Scalarization,
): AcquisitionTerm {
  const reachOf = (means: Float64Array, deviations: Float64Array, m: number): number =>
    (reference[m] - means[m] + DEVIATIONS * deviations[m]) / direction[m];
  const shortest = (means: Float64Array, deviations: Float64Array): number => {
    let least = 0;
    for (let m = 1; m < means.length; m += 1) {
      if (reachOf(means, deviations, m) < reachOf(means, deviations, least)) least = m;
    }
    return least;
  };
  return jointTerm(posteriors, {
    value: (means, deviations) => reachOf(means, deviations, shortest(means, deviations)),
    slopes(means, deviations) {
      const least = shortest(means, deviations);
      const byMean = new Float64Array(means.length);
      const byDeviation = new Float64Array(means.length);
      byMean[least] = -1 / direction[least];
      byDeviation[least] = DEVIATIONS / direction[least];
      return { value: reachOf(means, deviations, least), byMean, byDeviation };
    },
  });
}

function jointTerm(posteriors: readonly GpPosterior[], acquisition: JointAcquisition): AcquisitionTerm {
  return {
    values(points) {
      const said = posteriors.map((posterior) => posterior.predict(points));
      return rowsOf(points, (index) => {
        const means = Float64Array.from(said, ({ mean }) => mean[index]);
        return acquisition.value(
          means,
          Float64Array.from(said, ({ variance }) => deviationOf(variance[index])),
        );
      });
    },
    withGradients(points) {
      const said = posteriors.map((posterior) => posterior.predictWithGradient(points));
      const width = points.layout.numeric;
      const gradients = new Float64Array(points.count * width);
      const values = rowsOf(points, (index) => {
        const means = Float64Array.from(said, ({ mean }) => mean[index]);
        const deviations = Float64Array.from(said, ({ variance }) => deviationOf(variance[index]));
        const { value, byMean, byDeviation } = acquisition.slopes(means, deviations);
        for (const [m, { meanGradient, varianceGradient }] of said.entries()) {
          for (let d = index * width; d < (index + 1) * width; d += 1) {
            gradients[d] += byMean[m] * meanGradient[d] + (byDeviation[m] * varianceGradient[d]) / (2 * deviations[m]);
          }
        }
        return value;
      });
      return { values, gradients };
    },
  };
}

function rowsOf({ count }: FeaturePoints, valueAt: (index: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => valueAt(index));
}
