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

/** Medians, what they come to with the refits, and how many times faster ours is than the rival's sampler of the same kind. */
export function suggestReport(
  figures: SuggestFigures,
  { observations, dimensions, names, versions }: Facts,
): { readonly text: string; readonly line: object } {
  const ratios = RATIOS.filter(({ rival }) => names.includes(rival));
  const head = ["parameters", "observations", ...names, ...ratios.map(({ ours, rival }) => `${rival} ÷ ${ours}`)];
  const rows = dimensions.flatMap((width) =>
    observations.map((count) => {
      const msOf = (name: string) => figures.get(`${width} ${count} ${name}`);
      return [
        String(width),
        String(count),
        ...names.map((name) => cell(msOf(name))),
        ...ratios.map(({ ours, rival }) => ratio(usual(msOf(rival)), costOf(msOf(ours), count))),
      ];
    }),
  );
  const text = [
    versions ?? "",
    "One suggestion, end to end: CPU milliseconds, median after the first (the first, with nothing remembered).",
    "÷ is the ratio of what a suggestion costs on average, for ours with a refit, as dear as the first, whenever there are a tenth more results.",
    "",
    ...[head, ...rows].map((cells) => cells.map((text_) => text_.padStart(WIDTH)).join(" ")),
  ].join("\n");
  const measured = Object.fromEntries(
    [...figures].map(([key, ms]) => [key, ms.map((each) => Number(each.toFixed(2)))]),
  );
  return { text, line: { rivals: versions ?? null, cpu_ms: measured } };
}

function cell(ms: readonly number[] | undefined): string {
  if (!ms) return "–";
  const [first = Number.NaN] = ms;
  return ms.length === 1 ? `(${format(first)})` : `${format(usual(ms))} (${format(first)})`;
}

/** After the first, unless that was all. */
function usual(ms: readonly number[] = []): number {
  return medianOf(ms.length > 1 ? ms.slice(1) : ms);
}

/** Ours refit when there are a tenth more results, each time while there are few (`lib/engine/sampler/gp/known-fits.ts`). */
function costOf(ms: readonly number[] | undefined, observations: number): number {
  const [first = Number.NaN] = ms ?? [];
  const between = observations < 40 ? Number.POSITIVE_INFINITY : observations / 10;
  return usual(ms) + Math.max(0, first - usual(ms)) / between;
}

function ratio(rival: number, ours: number): string {
  return Number.isNaN(rival) || Number.isNaN(ours) ? "–" : `${(rival / ours).toFixed(1)}×`;
}

const format = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
