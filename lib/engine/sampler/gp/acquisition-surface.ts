/**
 * The acquisition over unit coordinates: averaged over the draws of the hyperparameters, weighed by the chance that the
 * evaluation succeeds at all.
 *
 * log-ei and pi are logarithms of expectations, so their average is taken of the expectations; a confidence bound is
 * averaged as it is. ln P(success) is added: expected improvement times the probability that there is a result
 * (Gelbart, Snoek & Adams 2014, arXiv:1403.5607, section 3).
 */
import { type Acquisition, type AcquisitionId, makeAcquisition } from "../../acquisition/acquisition";
import type { FeaturePoints, GpPosterior } from "../../linalg/kernels";
import type { Evaluation } from "../../optimize/projected-lbfgs";
import type { FeatureMap } from "../../surrogate/gp/features";
import type { Feasibility } from "../../surrogate/gp/margin-model";
import type { Member } from "../../surrogate/gp/surrogate";

/** A deviation below this is rounding: there is nothing left to learn at the point. */
const DEVIATION_MIN = 1e-9;

interface SurfaceParts {
  readonly features: FeatureMap;
  readonly members: readonly Member[];
  readonly feasibility: Feasibility | null;
  readonly acquisition: AcquisitionId;
}

interface Term {
  readonly posterior: GpPosterior;
  readonly acquisition: Acquisition;
}

export class AcquisitionSurface {
  readonly #terms: readonly Term[];
  readonly #logarithmic: boolean;

  constructor(private readonly parts: SurfaceParts) {
    this.#terms = parts.members.map(({ posterior, incumbentLoss }) => ({
      posterior,
      acquisition: makeAcquisition(parts.acquisition, incumbentLoss),
    }));
    this.#logarithmic = parts.acquisition !== "ucb";
  }

  values(units: readonly Float64Array[]): Float64Array {
    const points = this.parts.features.toFeatures(units);
    const perTerm = this.#terms.map(({ posterior, acquisition }) => {
      const { mean, variance } = posterior.predict(points);
      return mean.map((center, index) => acquisition.value(center, deviationOf(variance[index])));
    });
    const feasible = this.parts.feasibility?.logProbability(points);
    return new Float64Array(units.length).map((_, index) => {
      const average = this.#average(perTerm.map((values) => values[index])).value;
      return average + (feasible ? feasible[index] : 0);
    });
  }

  /** The best `keep` of many, best first. With several draws the first alone decides who is looked at more closely. */
  best(units: readonly Float64Array[], keep: number): readonly { readonly index: number; readonly value: number }[] {
    const [{ posterior, acquisition }] = this.#terms;
    const points = this.parts.features.toFeatures(units);
    const feasible = this.parts.feasibility?.logProbability(points);
    const score = (mean: number, variance: number, index: number): number =>
      acquisition.value(mean, deviationOf(variance)) + (feasible ? feasible[index] : 0);
    const several = this.#terms.length > 1;
    const screened = posterior.screen(points, score, several ? 4 * keep : keep);
    if (!several) return screened.map(({ index, score: value }) => ({ index, value }));
    const values = this.values(screened.map(({ index }) => units[index]));
    const ranked = screened.map(({ index }, position) => ({ index, value: values[position] }));
    return ranked.sort((one, other) => other.value - one.value || one.index - other.index).slice(0, keep);
  }

  /** Minus the acquisition with its gradient by unit coordinates, for minimizers. */
  losses(units: readonly Float64Array[]): readonly Evaluation[] {
    const points = this.parts.features.toFeatures(units);
    const terms = this.#terms.map((term) => this.#termGradients(term, points));
    const feasible = this.parts.feasibility?.withGradient(points);
    const width = points.layout.numeric;
    return units.map((unit, index) => {
      const { value, weights } = this.#average(terms.map(({ values }) => values[index]));
      const gradient = new Float64Array(width);
      for (let d = 0; d < width; d += 1) {
        for (const [k, { gradients }] of terms.entries()) gradient[d] -= weights[k] * gradients[index * width + d];
        if (feasible) gradient[d] -= feasible.gradient[index * width + d];
      }
      const total = value + (feasible ? feasible.value[index] : 0);
      return { value: -total, gradient: this.parts.features.toUnitGradient(unit, gradient) };
    });
  }

  #termGradients({ posterior, acquisition }: Term, points: FeaturePoints) {
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
  }

  /** The average over the draws, and each draw's share in its gradient. */
  #average(values: readonly number[]): { readonly value: number; readonly weights: readonly number[] } {
    if (values.length === 1) return { value: values[0], weights: [1] };
    if (!this.#logarithmic) {
      const share = 1 / values.length;
      return { value: values.reduce((sum, value) => sum + value * share, 0), weights: values.map(() => share) };
    }
    const largest = Math.max(...values);
    // All at minus infinity: no draw sees any gain here, and no difference can be taken.
    if (!Number.isFinite(largest)) return { value: largest, weights: values.map(() => 1 / values.length) };
    const shares = values.map((value) => Math.exp(value - largest));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return { value: largest + Math.log(total / values.length), weights: shares.map((share) => share / total) };
  }
}

function deviationOf(variance: number): number {
  return Math.max(DEVIATION_MIN, Math.sqrt(variance));
}
