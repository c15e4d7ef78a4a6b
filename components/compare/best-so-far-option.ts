import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import {
  axisLabel,
  axisName,
  edgeAxis,
  gridAxis,
  insideZoom,
  placeOn,
  tooltipStyle,
} from "@/components/chart/chart-style";
import type { CompareAxis } from "@/lib/analysis/compare-address";
import { type BestLine, type BestSoFarComparison, bestAt } from "@/lib/analysis/compare-best-so-far";
import { formatNumber } from "@/lib/format/number";
import { DASH_TYPES, type SeriesLook } from "./series-look";

interface BestSoFarPicture {
  readonly comparison: BestSoFarComparison;
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly axis: CompareAxis;
  readonly logarithmic: boolean;
}

/** Draws what `compareBestSoFar` decided: a stepped line per study, with a dot where it has come to. */
export function bestSoFarOption(picture: BestSoFarPicture, view: ChartView): EChartsCoreOption {
  const { comparison, axis, logarithmic } = picture;
  const { colors, narrow } = view;
  const { fence, unit, end } = comparison;
  const edge = edgeAxis(colors);
  const place = placeOn(logarithmic ? "log" : "linear");
  return {
    grid: { left: narrow ? 48 : 64, right: 24, top: 16, bottom: 44 },
    xAxis: {
      ...edge,
      type: "value",
      min: axis === "trial" ? -0.5 : 0,
      max: axis === "trial" ? Math.max(10, end + 1) : end === 0 ? 1 : end * 1.02,
      minInterval: axis === "trial" ? 1 : undefined,
      axisLabel: {
        ...edge.axisLabel,
        showMaxLabel: false,
        showMinLabel: axis === "time",
        formatter: (value: number) => formatNumber(value),
      },
      ...axisName(axis === "trial" ? "Trial" : `${capitalized(unit.name)} since each study's start`, colors),
    },
    yAxis: {
      ...gridAxis(colors),
      type: logarithmic ? "log" : "value",
      scale: true,
      ...(fence.low === null ? {} : { min: place(fence.low) }),
      ...(fence.high === null ? {} : { max: place(fence.high) }),
      axisLabel: { ...axisLabel(colors), formatter: (value: number) => formatNumber(value, 4) },
    },
    dataZoom: insideZoom({ xAxisIndex: [0] }),
    tooltip: tooltipStyle(
      { trigger: "axis", describe: (hovered) => describeHovered(hovered, { comparison, axis }) },
      colors,
    ),
    series: comparison.lines.flatMap((line) => lineSeries(line, picture, view)),
  };
}

function lineSeries(
  { id, name, corners, end }: BestLine,
  { looks, logarithmic }: BestSoFarPicture,
  { colors }: ChartView,
) {
  const place = placeOn(logarithmic ? "log" : "linear");
  const look = looks.get(id);
  const color = colors[look?.color ?? "ink"];
  const last = corners.at(-1);
  if (last === undefined) return [];
  return [
    {
      id,
      name,
      type: "line",
      step: "end",
      data: [...corners.map(({ x, value }) => [x, place(value)]), [end, place(last.value)]],
      showSymbol: false,
      emphasis: { disabled: true },
      itemStyle: { color },
      lineStyle: { color, width: 2.25, type: DASH_TYPES[look?.line ?? "line"] ?? "solid" },
      z: 3,
    },
    {
      id: `${id} now`,
      type: "scatter",
      data: [[end, place(last.value)]],
      symbolSize: 9,
      silent: true,
      tooltip: { show: false },
      itemStyle: { color, borderColor: colors.surface, borderWidth: 1.5 },
      z: 4,
    },
  ];
}

function describeHovered(
  hovered: unknown,
  { comparison, axis }: { readonly comparison: BestSoFarComparison; readonly axis: CompareAxis },
) {
  const x = axisValueOf(hovered);
  if (x === null) return null;
  const rows = comparison.lines.flatMap((line): (readonly [string, string])[] => {
    const best = bestAt(line, x);
    return best === null ? [] : [[line.name, formatNumber(best.value, 6)]];
  });
  const title =
    axis === "trial" ? `Up to trial ${Math.round(x)}` : `After ${formatNumber(x, 3)} ${comparison.unit.name}`;
  return rows.length === 0 ? null : { title, rows };
}

function axisValueOf(hovered: unknown): number | null {
  const [first]: readonly unknown[] = Array.isArray(hovered) ? hovered : [];
  if (typeof first !== "object" || first === null || !("axisValue" in first)) return null;
  return typeof first.axisValue === "number" ? first.axisValue : null;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
