import type { Objective } from "@/lib/contract/study";
import { type ComparedStudy, contestValues } from "./compared-study";
import type { PlotTable } from "./plot-table";
import { valueFence } from "./value-fence";

export interface Quartiles {
  readonly min: number;
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  readonly max: number;
  /** The farthest values within one and a half quartile ranges of the box. */
  readonly whiskers: readonly [low: number, high: number];
}

export interface DistributionStep {
  readonly value: number;
  /** Of the study's values, those up to this one. */
  readonly share: number;
}

export interface StudyDistribution {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** `null` without a value. */
  readonly quartiles: Quartiles | null;
  /** Values beyond the whiskers, the extremes of them where there are many. */
  readonly outliers: readonly number[];
  readonly outlierCount: number;
  readonly steps: readonly DistributionStep[];
}

export interface ValueDistribution {
  readonly studies: readonly StudyDistribution[];
  /** Ends of the value axis on the losing side, so that one wild result does not flatten the rest. */
  readonly fence: { readonly low: number | null; readonly high: number | null; readonly beyond: number };
}

interface DistributionRequest {
  readonly studies: readonly ComparedStudy[];
  readonly objective: Objective;
}

const STEPS_MAX = 256;
const OUTLIERS_MAX = 60;

/** How the values of completed, feasible, finite trials are spread, study by study. */
export function valueDistribution({ studies, objective }: DistributionRequest): ValueDistribution {
  const sorted = studies.map(({ points }) => Float64Array.from(contestValues(points, objective)).sort());
  const all = sorted.flatMap((values) => [...values]);
  const fence = valueFence(all);
  const [low, high] = objective.direction === "minimize" ? [null, fence.high] : [fence.low, null];
  return {
    studies: studies.map(({ id, name }, index) => describeValues({ id, name }, sorted[index] ?? new Float64Array())),
    fence: { low, high, beyond: all.filter((value) => value < (low ?? value) || value > (high ?? value)).length },
  };
}

function describeValues(study: { id: string; name: string }, sorted: Float64Array): StudyDistribution {
  const quartiles = quartilesOf(sorted);
  const [low, high] = quartiles?.whiskers ?? [0, 0];
  const outliers = [...sorted].filter((value) => value < low || value > high);
  return {
    ...study,
    count: sorted.length,
    quartiles,
    outliers: outliers.length <= OUTLIERS_MAX ? outliers : [...outliers.slice(0, 30), ...outliers.slice(-30)],
    outlierCount: outliers.length,
    steps: stepsOf(sorted),
  };
}

function quartilesOf(sorted: Float64Array): Quartiles | null {
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) return null;
  const [lower, median, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (upper - lower);
  return { min, lower, median, upper, max, whiskers: whiskersOf(sorted, [lower - reach, upper + reach]) };
}

function whiskersOf(sorted: Float64Array, [from, to]: readonly [number, number]): readonly [number, number] {
  const low = sorted.find((value) => value >= from);
  const high = sorted.findLast((value) => value <= to);
  return [low ?? from, high ?? to];
}

/** Hyndman and Fan 1996, definition 7: the one that NumPy and R use unless told otherwise. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  const part = at - Math.floor(at);
  // Weighted, not `below + (above - below) * part`: that difference can be more than a double holds.
  return part === 0 || below === above ? below : below * (1 - part) + above * part;
}

/** The empirical distribution: a step at each distinct value, evenly thinned where there are many; both ends stay. */
function stepsOf(sorted: Float64Array): readonly DistributionStep[] {
  const steps: DistributionStep[] = [];
  for (let index = 0; index < sorted.length; index += 1) {
    const value = sorted[index] ?? Number.NaN;
    if (value !== sorted[index + 1]) steps.push({ value, share: (index + 1) / sorted.length });
  }
  if (steps.length <= STEPS_MAX) return steps;
  return Array.from({ length: STEPS_MAX }, (_, index) =>
    Math.round((index * (steps.length - 1)) / (STEPS_MAX - 1)),
  ).flatMap((index) => steps[index] ?? []);
}

/** Quartiles as rows. */
export function quartileTable({ studies }: ValueDistribution): PlotTable {
  const names = ["Values", "Lowest", "Lower quartile", "Median", "Upper quartile", "Highest", "Outliers"];
  return {
    columns: [{ name: "Study", numeric: false }, ...names.map((name) => ({ name, numeric: true }))],
    rows: studies.map(({ name, count, quartiles: q, outlierCount }) => [
      name,
      count,
      ...(q === null ? [null, null, null, null, null] : [q.min, q.lower, q.median, q.upper, q.max]),
      outlierCount,
    ]),
  };
}

/** The empirical distributions as rows, study by study. */
export function distributionTable({ studies }: ValueDistribution, metric: string): PlotTable {
  return {
    columns: [
      { name: "Study", numeric: false },
      { name: metric, numeric: true },
      { name: "Share of values up to it", numeric: true },
    ],
    rows: studies.flatMap(({ name, steps }) => steps.map(({ value, share }) => [name, value, share])),
  };
}
