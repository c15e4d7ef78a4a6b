import type { ChartColor } from "@/components/chart/chart-colors";
import type { LegendEntry, LegendMark } from "@/components/chart/chart-legend";
import { SERIES_SLOTS, seriesSlots } from "@/lib/analysis/series-slots";

export interface SeriesLook {
  readonly color: ChartColor;
  /** Lines of many studies differ in pattern too. */
  readonly line: LegendMark;
}

const COLORS = ["series1", "series2", "series3", "series4", "series5", "series6", "series7", "series8"] as const;
/** Colors that are neighbours in hue differ in pattern. */
const PATTERNS = ["line", "line", "line", "dashed", "dotted", "dashed", "dotted", "dotted"] as const;
/** Up to so many, colors alone are told apart at a glance. */
const SOLID_MAX = 4;

export const DASH_TYPES: Partial<Readonly<Record<LegendMark, readonly number[]>>> = { dashed: [8, 5], dotted: [2, 4] };

/** One look per study, in every plot and table of the page. */
export function seriesLooks(ids: readonly string[]): ReadonlyMap<string, SeriesLook> {
  const slots = seriesSlots(ids);
  return new Map(
    ids.map((id) => {
      const slot = (slots.get(id) ?? 0) % SERIES_SLOTS;
      const line = ids.length <= SOLID_MAX ? "line" : (PATTERNS[slot] ?? "line");
      return [id, { color: COLORS[slot] ?? "series1", line }];
    }),
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export function seriesLegend(
  studies: readonly Named[],
  { looks, mark }: { readonly looks: ReadonlyMap<string, SeriesLook>; readonly mark?: LegendMark },
): readonly LegendEntry[] {
  return studies.map(({ id, name }) => {
    const look = looks.get(id);
    return { label: name, color: look?.color ?? "ink", mark: mark ?? look?.line ?? "line" };
  });
}
