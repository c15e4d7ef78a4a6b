import type { FeaturePoints } from "../../linalg/kernels";

/** What an expected gain is multiplied by, as a logarithm: a chance of success, a price. */
export interface LogFactor {
  /** Its logarithm at each point. */
  value(points: FeaturePoints): Float64Array;
  /** And the gradient by numeric features, count × p. */
  withGradient(points: FeaturePoints): { readonly value: Float64Array; readonly gradient: Float64Array };
}

/** Several at once: logarithms add up. Null when there is none. */
export function productOf(factors: readonly LogFactor[]): LogFactor | null {
  if (factors.length < 2) return factors[0] ?? null;
  return {
    value: (points) => sumOf(factors.map((factor) => factor.value(points))),
    withGradient: (points) => {
      const parts = factors.map((factor) => factor.withGradient(points));
      return { value: sumOf(parts.map(({ value }) => value)), gradient: sumOf(parts.map(({ gradient }) => gradient)) };
    },
  };
}

function sumOf([first, ...others]: readonly Float64Array[]): Float64Array {
  return first.map((value, index) => others.reduce((sum, other) => sum + other[index], value));
}
