import { tasks } from "./contender";

/** Milliseconds of each sample, by `<task> <n> <contender>`. */
export type DenseFigures = Map<string, readonly number[]>;

interface Facts {
  readonly sizes: readonly number[];
  readonly names: readonly string[];
  readonly versions: string | undefined;
}

const TITLES: Record<(typeof tasks)[number], string> = {
  cholesky: "Cholesky factor",
  inverse: "Inverse from the factor",
  likelihood: "Likelihood and gradient: covariances, factor, inverse, sums",
  screen: "2,000 candidates screened by log EI, best 10: ours by bounds, the reference and plain loops all of them",
  screenAll: "2,000 candidates screened, every one solved for",
  gradients: "Mean, variance and their gradients at 10 points: one step of ten searches",
};

/** A table for each task; ratios are of the smallest times, to the reference where there is one. */
export function denseReport(
  figures: DenseFigures,
  { sizes, names, versions }: Facts,
): { readonly text: string; readonly line: unknown } {
  const base = names[0] ?? "";
  const lines = [
    versions ?? "",
    "CPU milliseconds, smallest / median of the samples; × is the ratio of the smallest times.",
  ];
  for (const task of tasks) {
    lines.push("", TITLES[task], `${"".padEnd(14)}${sizes.map((n) => `n = ${n}`.padStart(25)).join("")}`);
    for (const name of names) {
      const cells = sizes.map((n) => cell(figures.get(`${task} ${n} ${name}`), figures.get(`${task} ${n} ${base}`)));
      if (cells.some((text) => text !== "–"))
        lines.push(`${name.padEnd(14)}${cells.map((text) => text.padStart(25)).join("")}`);
    }
  }
  const measured = Object.fromEntries(
    [...figures].map(([key, ms]) => [
      key,
      { min: Math.min(...ms), median: medianOf(ms), max: Math.max(...ms), samples: ms.length },
    ]),
  );
  return { text: lines.join("\n"), line: { reference: versions ?? null, cpu_ms: measured } };
}

function cell(ms: readonly number[] | undefined, base: readonly number[] | undefined): string {
  if (ms === undefined) return "–";
  const smallest = Math.min(...ms);
  const ratio = base === undefined ? "" : ` ${(smallest / Math.min(...base)).toFixed(2)}×`;
  return `${format(smallest)} / ${format(medianOf(ms))}${ratio}`;
}

const format = (ms: number): string => (ms < 10 ? ms.toFixed(3) : ms.toFixed(1));

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
