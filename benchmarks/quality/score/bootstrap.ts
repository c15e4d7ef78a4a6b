/**
 * Interval of a mean over problems and seeds, by resampling problems, then seeds within each (Davison & Hinkley 1997,
 * section 3.8): problems are the sample, seeds are repeats of one.
 */
import { uniformIndex } from "@/lib/engine/rng/distributions";
import type { Rng } from "@/lib/engine/rng/rng";

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 95 % by percentiles. One list of values for each problem. */
export function hierarchicalBootstrap(problems: readonly (readonly number[])[], folds: number, rng: Rng): Interval {
  const mean = average(problems.map(average));
  const means = new Float64Array(folds);
  for (let fold = 0; fold < folds; fold += 1) {
    let total = 0;
    for (let draw = 0; draw < problems.length; draw += 1) {
      const values = problems[uniformIndex(rng, problems.length)];
      let sum = 0;
      for (let seed = 0; seed < values.length; seed += 1) sum += values[uniformIndex(rng, values.length)];
      total += sum / values.length;
    }
    means[fold] = total / problems.length;
  }
  means.sort();
  const at = (share: number): number => means[Math.round(share * (folds - 1))];
  return { mean, low: at(0.025), high: at(0.975) };
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
