/**
 * The acquisition over unit coordinates: averaged over the draws of the hyperparameters, multiplied by the chance that the
 * evaluation succeeds at all, and divided by its price where that counts.
 *
 * log-ei and pi are logarithms of expectations, so their average is taken of the expectations; a confidence bound is
 * averaged as it is. ln P(success) is added: expected improvement times the probability that there is a result
 * (Gelbart, Snoek & Adams 2014, arXiv:1403.5607, section 3).
 */
import type { FeaturePoints, Screened } from "../../linalg/kernels";
import type { Evaluation } from "../../optimize/projected-lbfgs";
import { type UnitPoints, unitsAt } from "../../space/unit-points";
import type { FeatureMap } from "../../surrogate/gp/features";
import type { LogFactor } from "../../surrogate/gp/log-factor";
import type { AcquisitionTerm } from "./acquisition-term";

interface SurfaceParts {
  readonly features: FeatureMap;
  /** What an expectation is multiplied by; null for 1. */
  readonly factor: LogFactor | null;
  /** The acquisition under each draw of the hyperparameters. */
  readonly terms: readonly AcquisitionTerm[];
  /** Whether the acquisition is the logarithm of an expectation. */
  readonly logarithmic: boolean;
  /** The `keep` most promising of many points, `factors` the logarithms they are multiplied by. */
  screen(points: FeaturePoints, factors: Float64Array | undefined, keep: number): readonly Screened[];
  /** Whether scores of `screen` are the surface's own values; where they are not, more of its best are looked at. */
  readonly exact: boolean;
}

export class AcquisitionSurface {
  constructor(private readonly parts: SurfaceParts) {}

  values(units: readonly Float64Array[]): Float64Array {
    const points = this.parts.features.toFeatures(units);
    const perTerm = this.parts.terms.map((term) => term.values(points));
    const factors = this.parts.factor?.value(points);
    return new Float64Array(units.length).map((_, index) => {
      const average = this.#average(perTerm.map((values) => values[index])).value;
      return average + (factors ? factors[index] : 0);
    });
  }

  /** The best `keep` of many, best first. */
  best(candidates: UnitPoints, keep: number): readonly { readonly index: number; readonly value: number }[] {
    const points = this.parts.features.featuresOf(candidates);
    const factors = this.parts.factor?.value(points);
    const screened = this.parts.screen(points, factors, this.parts.exact ? keep : 4 * keep);
    if (this.parts.exact) return screened.map(({ index, score: value }) => ({ index, value }));
    const values = this.values(screened.map(({ index }) => unitsAt(candidates, index)));
    const ranked = screened.map(({ index }, position) => ({ index, value: values[position] }));
    return ranked.sort((one, other) => other.value - one.value || one.index - other.index).slice(0, keep);
  }

  /** Minus the acquisition with its gradient by unit coordinates, for minimizers. */
  losses(units: readonly Float64Array[]): readonly Evaluation[] {
    const points = this.parts.features.toFeatures(units);
    const terms = this.parts.terms.map((term) => term.withGradients(points));
    const factors = this.parts.factor?.withGradient(points);
    const width = points.layout.numeric;
    const gradient = new Float64Array(width);
    return units.map((unit, index) => {
      const { value, weights } = this.#average(terms.map(({ values }) => values[index]));
      gradient.fill(0);
      for (let d = 0; d < width; d += 1) {
        for (const [k, { gradients }] of terms.entries()) gradient[d] -= weights[k] * gradients[index * width + d];
        if (factors) gradient[d] -= factors.gradient[index * width + d];
      }
      const total = value + (factors ? factors.value[index] : 0);
      return { value: -total, gradient: this.parts.features.toUnitGradient(unit, gradient) };
    });
  }

  /** The average over the draws, and each draw's share in its gradient. */
  #average(values: readonly number[]): { readonly value: number; readonly weights: readonly number[] } {
    if (values.length === 1) return { value: values[0], weights: [1] };
    if (!this.parts.logarithmic) {
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
