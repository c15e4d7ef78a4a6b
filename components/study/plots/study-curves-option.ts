import type { EChartsCoreOption } from "echarts/core";
import { type ChartView, LINE_ID } from "@/components/chart/chart-canvas";
import type { ChartColors } from "@/components/chart/chart-colors";
import {
  axisLabel,
  axisName,
  edgeAxis,
  gridAxis,
  insideZoom,
  ring,
  tooltipStyle,
} from "@/components/chart/chart-style";
import { trialStateLook } from "@/components/trial/trial-state-look";
import type { CurveRank, CurvesView, DrawnCurve } from "@/lib/analysis/study-curves";
import { formatNumber } from "@/lib/format/number";

export interface CurvesPicture {
  readonly view: CurvesView;
  readonly metric: string;
  readonly unit: string;
  readonly scales: { readonly x: "linear" | "log"; readonly y: "linear" | "log" };
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
}

/** Draws what `curvesView` decided: a line for each trial, a mark where it ended, a line across for each rung. */
export function curvesOption(picture: CurvesPicture, { colors, narrow }: ChartView): EChartsCoreOption {
  const { metric, unit, scales } = picture;
  const edge = edgeAxis(colors);
  return {
    grid: { left: narrow ? 56 : 66, right: 20, top: 24, bottom: 44, outerBoundsMode: "none" },
    xAxis: {
      ...edge,
      type: scales.x === "log" ? "log" : "value",
      scale: true,
      minInterval: 1,
      axisLabel: { ...edge.axisLabel, formatter: (value: number) => formatNumber(value) },
      ...axisName(unit, colors),
    },
    yAxis: {
      ...gridAxis(colors),
      type: scales.y === "log" ? "log" : "value",
      scale: true,
      axisLabel: { ...axisLabel(colors), formatter: (value: number) => formatNumber(value, 4) },
    },
    dataZoom: insideZoom({ xAxisIndex: [0] }),
    tooltip: tooltipStyle({ trigger: "item", describe: (hovered) => describeHovered(hovered, picture) }, colors),
    series: [...picture.view.curves.map((curve) => line(curve, picture, colors)), ends(picture, colors, metric)],
  };
}

interface CurveLook {
  readonly color: keyof ChartColors;
  readonly width: number;
  readonly opacity: number;
  readonly z: number;
}

const LOOKS: Readonly<Record<CurveRank, CurveLook>> = {
  incumbent: { color: "accent", width: 2.5, opacity: 1, z: 4 },
  running: { color: "running", width: 1.5, opacity: 0.9, z: 3 },
  best: { color: "completed", width: 1.25, opacity: 0.65, z: 2 },
  peer: { color: "inkFaint", width: 1, opacity: 0.28, z: 1 },
};
const SELECTED_Z = 6;

function line(curve: DrawnCurve, picture: CurvesPicture, colors: ChartColors) {
  const { number, rank, points } = curve;
  const isSelected = number === picture.selected;
  return {
    id: `${LINE_ID}${number}`,
    type: "line",
    data: points,
    showSymbol: points.length === 1,
    symbolSize: 4,
    triggerEvent: "line",
    lineStyle: lineStyle(curve, picture, colors),
    itemStyle: { color: colors[LOOKS[rank].color] },
    emphasis: { lineStyle: { width: 3, opacity: 1 } },
    z: isSelected ? SELECTED_Z : LOOKS[rank].z,
    // All lines of rungs hang on one series.
    ...(curve === picture.view.curves[0] ? { markLine: rungLines(picture.view.rungs, colors) } : {}),
  };
}

/** What came from elsewhere is dashed. */
function lineStyle({ number, rank, imported }: DrawnCurve, { matching, selected }: CurvesPicture, colors: ChartColors) {
  const { color, width, opacity } = LOOKS[rank];
  const type = imported ? [5, 3] : "solid";
  if (number === selected) return { color: colors.ink, width: 3, opacity: 1, type };
  const hidden = matching !== null && !matching.has(number);
  return { color: colors[color], width, opacity: hidden ? 0.06 : opacity, type };
}

function rungLines(rungs: readonly number[], colors: ChartColors) {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    lineStyle: { color: colors.lineStrong, type: [4, 4], width: 1 },
    label: {
      formatter: ({ value }: { value: unknown }) => formatNumber(Number(value)),
      color: colors.inkFaint,
      fontSize: 10,
    },
    data: rungs.map((resource) => ({ xAxis: resource })),
  };
}

const CROSS = "path://M0 1 1 0 5 4 9 0 10 1 6 5 10 9 9 10 5 6 1 10 0 9 4 5Z";

/** Where a curve ends says how: a cross where it was pruned or failed, a ring where it still runs or waits. */
function ends({ view, matching, selected }: CurvesPicture, colors: ChartColors, metric: string) {
  const mark = ({ state, rank }: DrawnCurve) => {
    if (state === "pruned") return { symbol: CROSS, symbolSize: 7, itemStyle: { color: colors.pruned } };
    if (state === "failed" || state === "infeasible" || state === "cancelled")
      return { symbol: CROSS, symbolSize: 7, itemStyle: { color: colors.failed } };
    if (state === "completed")
      return {
        symbol: "circle",
        symbolSize: rank === "incumbent" ? 9 : 5,
        itemStyle: { color: colors[LOOKS[rank].color] },
      };
    return { symbol: "circle", symbolSize: 7, itemStyle: ring(state === "running" ? colors.running : colors.paused) };
  };
  return {
    id: "ends",
    name: metric,
    type: "scatter",
    data: view.curves.flatMap((curve) => {
      const { last, number } = curve;
      if (last === null) return [];
      const look = mark(curve);
      const hidden = matching !== null && !matching.has(number) && number !== selected;
      return [
        {
          id: String(number),
          value: [last.step, last.value],
          curve,
          ...look,
          itemStyle: { ...look.itemStyle, opacity: hidden ? 0.08 : curve.rank === "peer" ? 0.55 : 1 },
        },
      ];
    }),
    z: 5,
  };
}

function describeHovered(hovered: unknown, { metric, unit, view }: CurvesPicture) {
  if (typeof hovered !== "object" || hovered === null) return null;
  const data = "data" in hovered ? hovered.data : null;
  const curve = typeof data === "object" && data !== null && "curve" in data ? (data.curve as DrawnCurve) : null; // put there by ends()
  const id = "seriesId" in hovered && typeof hovered.seriesId === "string" ? hovered.seriesId : "";
  const found = curve ?? view.curves.find(({ number }) => id === `${LINE_ID}${number}`);
  if (!found?.last) return null;
  return {
    title: `Trial ${found.number}`,
    rows: [
      ["State", trialStateLook[found.state].label + (found.imported ? ", imported" : "")],
      [`Last ${metric}`, formatNumber(found.last.value, 6)],
      [unit, String(found.last.step)],
    ] as const,
  };
}
