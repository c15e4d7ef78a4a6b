/** The acquisition under one posterior: of a point as the model sees it, or averaged over results that are still out. */
import { type Acquisition, type AcquisitionId, makeAcquisition } from "../../acquisition/acquisition";
import type { FeaturePoints } from "../../linalg/kernels";
import { logSumExp } from "../../stats/log-sum-exp";
import type { Member } from "../../surrogate/gp/surrogate";
import type { Fantasies } from "./fantasies";

export interface AcquisitionTerm {
  values(points: FeaturePoints): Float64Array;
  /** And gradients by numeric features, count × p. */
  withGradients(points: FeaturePoints): { readonly values: Float64Array; readonly gradients: Float64Array };
}

/** A deviation below this is rounding: there is nothing left to learn at the point. */
const DEVIATION_MIN = 1e-9;

export function deviationOf(variance: number): number {
  return Math.max(DEVIATION_MIN, Math.sqrt(variance));
}

export function plainTerm({ posterior, incumbentLoss }: Member, id: AcquisitionId): AcquisitionTerm {
  const acquisition = makeAcquisition(id, incumbentLoss);
  return {
    values(points) {
      const { mean, variance } = posterior.predict(points);
      return mean.map((center, index) => acquisition.value(center, deviationOf(variance[index])));
    },
    withGradients(points) {
      const { mean, variance, meanGradient, varianceGradient } = posterior.predictWithGradient(points);
      const width = points.layout.numeric;
      const gradients = new Float64Array(meanGradient.length);
      const values = mean.map((center, index) => {
        const deviation = deviationOf(variance[index]);
        const [byMean, byDeviation] = acquisition.slopes(center, deviation);
        for (let d = index * width; d < (index + 1) * width; d += 1) {
          gradients[d] = byMean * meanGradient[d] + (byDeviation * varianceGradient[d]) / (2 * deviation);
        }
        return acquisition.value(center, deviation);
      });
      return { values, gradients };
    },
  };
}

/**
 * ln of the average over fantasies, for acquisitions that are logarithms of expectations: of log-ei it is the logarithm of
 * what the point adds to the joint expected improvement of the batch (Wilson, Hutter & Deisenroth 2018, arXiv:1805.10196,
 * section 3.2: the greedy step).
 *
 *   μ_s = μ + r · z_s   mean given fantasy s      best_s   incumbent given it      S of them
 */
export function fantasyTerm(
  { posterior }: Pick<Member, "posterior">,
  { normals, incumbents }: Fantasies,
  id: AcquisitionId,
): AcquisitionTerm {
  const acquisitions = Array.from(incumbents, (incumbent) => makeAcquisition(id, incumbent));
  const under = new Float64Array(normals.length);
  /** ln of the average, what it is of left in `under`. */
  const averaged = (mean: number, deviation: number, response: Float64Array): number => {
    for (const [s, acquisition] of acquisitions.entries()) {
      under[s] = acquisition.value(mean + inner(response, normals[s]), deviation);
    }
    return logSumExp(under) - Math.log(under.length);
  };
  return {
    values(points) {
      const { mean, variance } = posterior.predict(points);
      const { response } = posterior.respond(points);
      return mean.map((center, index) =>
        averaged(center, deviationOf(variance[index]), rowOf(response, index, mean.length)),
      );
    },
    withGradients(points) {
      const { mean, variance, meanGradient, varianceGradient } = posterior.predictWithGradient(points);
      const { response, responseGradient } = posterior.respondWithGradient(points);
      const width = points.layout.numeric;
      const gradients = new Float64Array(meanGradient.length);
      const values = mean.map((center, index) => {
        const deviation = deviationOf(variance[index]);
        const here = rowOf(response, index, mean.length);
        const value = averaged(center, deviation, here);
        const shares = sharesOf(under);
        const slopes = slopesOf({ acquisitions, normals, shares, mean: center, deviation, response: here });
        for (let d = 0; d < width; d += 1) {
          let slope = slopes.byMean * meanGradient[index * width + d];
          slope += (slopes.byDeviation * varianceGradient[index * width + d]) / (2 * deviation);
          for (let j = 0; j < here.length; j += 1) {
            slope += slopes.byResponse[j] * responseGradient[(index * here.length + j) * width + d];
          }
          gradients[index * width + d] = slope;
        }
        return value;
      });
      return { values, gradients };
    },
  };
}

interface Weighed {
  readonly acquisitions: readonly Acquisition[];
  readonly normals: readonly Float64Array[];
  readonly shares: Float64Array;
  readonly mean: number;
  readonly deviation: number;
  readonly response: Float64Array;
}

function slopesOf({ acquisitions, normals, shares, mean, deviation, response }: Weighed) {
  const byResponse = new Float64Array(response.length);
  let [byMean, byDeviation] = [0, 0];
  for (const [s, acquisition] of acquisitions.entries()) {
    const [ofMean, ofDeviation] = acquisition.slopes(mean + inner(response, normals[s]), deviation);
    byMean += shares[s] * ofMean;
    byDeviation += shares[s] * ofDeviation;
    for (let j = 0; j < byResponse.length; j += 1) byResponse[j] += shares[s] * ofMean * normals[s][j];
  }
  return { byMean, byDeviation, byResponse };
}

/** Each term's part in the derivative of ln Σ exp: equal parts where no fantasy sees any gain. */
function sharesOf(terms: Float64Array): Float64Array {
  const total = logSumExp(terms);
  return terms.map((term) => (Number.isFinite(total) ? Math.exp(term - total) : 1 / terms.length));
}

function rowOf(response: Float64Array, index: number, count: number): Float64Array {
  const width = response.length / count;
  return response.subarray(index * width, (index + 1) * width);
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < one.length; j += 1) sum += one[j] * other[j];
  return sum;
}
