/** CPU milliseconds of each suggestion, by `<dimensions> <observations> <sampler>`. */
export type SuggestFigures = Map<string, readonly number[]>;

interface Facts {
  readonly observations: readonly number[];
  readonly dimensions: readonly number[];
  readonly names: readonly string[];
  readonly versions: string | undefined;
}

/** What is compared with what: the same method on both sides. */
const RATIOS = [
  { ours: "gp", rival: "optuna-gp" },
  { ours: "tpe", rival: "optuna-tpe" },
] as const;
const WIDTH = 15;

/** Medians, and how many times faster ours is than the rival's sampler of the same kind. */
export function suggestReport(
  figures: SuggestFigures,
  { observations, dimensions, names, versions }: Facts,
): { readonly text: string; readonly line: unknown } {
  const ratios = RATIOS.filter(({ rival }) => names.includes(rival));
  const head = ["parameters", "observations", ...names, ...ratios.map(({ ours, rival }) => `${rival} ÷ ${ours}`)];
  const rows = dimensions.flatMap((width) =>
    observations.map((count) => {
      const msOf = (name: string) => figures.get(`${width} ${count} ${name}`);
      return [
        String(width),
        String(count),
        ...names.map((name) => cell(msOf(name))),
        ...ratios.map(({ ours, rival }) => ratio(msOf(rival), msOf(ours))),
      ];
    }),
  );
  const text = [
    versions ?? "",
    "One suggestion, end to end: CPU milliseconds, median (smallest to largest). ÷ is the ratio of the medians.",
    "",
    ...[head, ...rows].map((cells) => cells.map((text_) => text_.padStart(WIDTH)).join(" ")),
  ].join("\n");
  const measured = Object.fromEntries(
    [...figures].map(([key, ms]) => [key, ms.map((each) => Number(each.toFixed(2)))]),
  );
  return { text, line: { rivals: versions ?? null, cpu_ms: measured } };
}

function cell(ms: readonly number[] | undefined): string {
  if (ms === undefined) return "–";
  return `${format(medianOf(ms))} (${format(Math.min(...ms))}–${format(Math.max(...ms))})`;
}

function ratio(rival: readonly number[] | undefined, ours: readonly number[] | undefined): string {
  return rival === undefined || ours === undefined ? "–" : `${(medianOf(rival) / medianOf(ours)).toFixed(1)}×`;
}

const format = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
