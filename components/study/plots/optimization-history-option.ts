import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import type { ChartColors } from "@/components/chart/chart-colors";
import { tooltipCard } from "@/components/chart/tooltip-card";
import { trialStateLook } from "@/components/trial/trial-state-look";
import {
  type HistoryAxis,
  type HistoryLane,
  historyLanes,
  type LaneTrial,
  type OptimizationHistory,
  type PlottedTrial,
} from "@/lib/analysis/optimization-history";
import type { TrialPoint } from "@/lib/analysis/trial-point";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber } from "@/lib/format/number";

export interface HistoryPicture {
  readonly history: OptimizationHistory;
  readonly metric: string;
  readonly axis: HistoryAxis;
  readonly logarithmic: boolean;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
}

const LANE_HEIGHT = 20;
const X_NAME: Readonly<Record<HistoryAxis, string>> = { trial: "Trial", time: "Minutes since the first start" };

/** Draws what `optimizationHistory` decided: values above, and a lane for each kind of trial without one below. */
export function optimizationHistoryOption(picture: HistoryPicture, { colors, narrow }: ChartView): EChartsCoreOption {
  const lanes = historyLanes.filter((lane) => picture.history.lanes.some((trial) => trial.lane === lane));
  const laneSpace = lanes.length * LANE_HEIGHT;
  const left = narrow ? 48 : 64;
  return {
    animation: false,
    textStyle: { fontFamily: "inherit" },
    grid: [
      { left, right: 16, top: 16, bottom: 44 + laneSpace + (laneSpace > 0 ? 6 : 0) },
      { left, right: 16, height: laneSpace, bottom: 44 },
    ],
    xAxis: xAxes({ picture, colors, laneSpace }),
    yAxis: [valueAxis(picture, colors), laneAxis(lanes, { colors, narrow })],
    dataZoom: [
      {
        type: "inside",
        xAxisIndex: [0, 1],
        zoomOnMouseWheel: "ctrl",
        moveOnMouseWheel: false,
        moveOnMouseMove: true,
        filterMode: "none",
      },
    ],
    tooltip: tooltip(picture, colors),
    series: [...valueSeries(picture, colors), laneSeries(picture.history.lanes, lanes, colors)],
  };
}

interface AxisParts {
  readonly picture: HistoryPicture;
  readonly colors: ChartColors;
  readonly laneSpace: number;
}

/** Both grids share their extent, so that a failed trial stands below the place its value would have. */
function xAxes({ picture, colors, laneSpace }: AxisParts) {
  const shared = {
    type: "value",
    // A little before the first, so that its mark does not sit on the edge.
    min: picture.axis === "trial" ? -0.5 : 0,
    max: picture.axis === "trial" ? Math.max(10, picture.history.end + 1) : Math.max(0.1, picture.history.end * 1.02),
    splitLine: { show: false },
    axisTick: { show: false },
    minInterval: picture.axis === "trial" ? 1 : undefined,
  };
  const label = {
    color: colors.inkFaint,
    fontSize: 11,
    showMaxLabel: false,
    showMinLabel: picture.axis === "time",
    formatter: (value: number) => formatNumber(value),
  };
  const name = {
    name: X_NAME[picture.axis],
    nameLocation: "middle",
    nameGap: 26,
    nameTextStyle: { color: colors.inkFaint, fontSize: 11 },
  };
  const line = { lineStyle: { color: colors.lineStrong } };
  const below = laneSpace > 0;
  return [
    {
      ...shared,
      gridIndex: 0,
      axisLine: below ? { show: true, lineStyle: { color: colors.line } } : line,
      axisLabel: below ? { show: false } : label,
      ...(below ? {} : name),
    },
    { ...shared, gridIndex: 1, show: below, axisLine: line, axisLabel: label, ...name },
  ];
}

function valueAxis({ history, logarithmic }: HistoryPicture, colors: ChartColors) {
  return {
    type: logarithmic ? "log" : "value",
    scale: true,
    gridIndex: 0,
    ...(history.fence.low === null ? {} : { min: history.fence.low }),
    ...(history.fence.high === null ? {} : { max: history.fence.high }),
    splitLine: { lineStyle: { color: colors.line } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: colors.inkFaint,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => formatNumber(value, 4),
    },
  };
}

function laneAxis(lanes: readonly HistoryLane[], { colors, narrow }: ChartView) {
  return {
    type: "category",
    gridIndex: 1,
    data: [...lanes],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colors.inkFaint, fontSize: narrow ? 9 : 10, interval: 0, margin: 6 },
    splitLine: { show: true, lineStyle: { color: colors.line } },
  };
}

function valueSeries({ history, matching, selected }: HistoryPicture, colors: ChartColors) {
  const many = history.scored.length > 400;
  const fence = history.fence;
  const dot = ({ trial, x, value }: PlottedTrial) => ({
    id: String(trial.number),
    value: [x, Math.min(Math.max(value, fence.low ?? value), fence.high ?? value)],
    trial,
    ...(value < (fence.low ?? value) ? { symbol: "triangle", symbolRotate: 180 } : {}),
    ...(value > (fence.high ?? value) ? { symbol: "triangle" } : {}),
    ...(matching === null || matching.has(trial.number) ? {} : { itemStyle: { opacity: 0.07 } }),
    ...(trial.number === selected
      ? { symbolSize: 13, itemStyle: { opacity: 1, borderColor: colors.ink, borderWidth: 2 } }
      : {}),
  });
  const corners = history.bestSoFar.map(({ x, value }) => [x, value]);
  const last = history.bestSoFar.at(-1);
  return [
    {
      id: "scored",
      type: "scatter",
      data: history.scored.map(dot),
      symbolSize: many ? 5 : 8,
      itemStyle: { color: colors.completed, opacity: many ? 0.4 : 0.6 },
      emphasis: { scale: 1.4, itemStyle: { opacity: 1 } },
      z: 2,
    },
    {
      id: "out of contest",
      type: "scatter",
      data: history.outOfContest.map(dot),
      symbolSize: many ? 5 : 7,
      itemStyle: ring(colors.pruned),
      z: 2,
    },
    {
      id: "best so far",
      type: "line",
      step: "end",
      // The best holds until now.
      data: last === undefined ? [] : [...corners, [history.end, last.value]],
      showSymbol: false,
      silent: true,
      lineStyle: { color: colors.accent, width: 2.25 },
      z: 3,
    },
    {
      id: "incumbent",
      type: "scatter",
      data: last === undefined ? [] : [dot(last)],
      symbolSize: 11,
      itemStyle: { color: colors.accent, borderColor: colors.surface, borderWidth: 2 },
      z: 4,
    },
  ];
}

const LANE_SYMBOL: Readonly<Record<HistoryLane, string>> = {
  unfinished: "circle",
  "no value": "rect",
  failed: "path://M0 1 1 0 5 4 9 0 10 1 6 5 10 9 9 10 5 6 1 10 0 9 4 5Z",
};

function laneSeries(trials: readonly LaneTrial[], lanes: readonly HistoryLane[], colors: ChartColors) {
  const color: Readonly<Record<HistoryLane, string>> = {
    unfinished: colors.running,
    "no value": colors.pruned,
    failed: colors.failed,
  };
  return {
    id: "lanes",
    type: "scatter",
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbolSize: 7,
    data: trials.map(({ trial, x, lane }) => ({
      id: String(trial.number),
      value: [x, lanes.indexOf(lane)],
      trial,
      symbol: LANE_SYMBOL[lane],
      itemStyle:
        lane === "unfinished" ? ring(trial.state === "queued" ? colors.queued : color[lane]) : { color: color[lane] },
    })),
  };
}

/** A hollow mark that shows the page behind it in either theme. */
function ring(color: string) {
  return { color: "transparent", borderColor: color, borderWidth: 1.75 };
}

function tooltip({ metric }: HistoryPicture, colors: ChartColors) {
  return {
    trigger: "item",
    confine: true,
    transitionDuration: 0,
    backgroundColor: colors.raised,
    borderColor: colors.lineStrong,
    padding: [8, 10],
    textStyle: { color: colors.ink, fontFamily: "inherit" },
    formatter: ({ data }: { readonly data: unknown }) => {
      const trial = trialOf(data);
      return trial === null ? "" : tooltipCard(describeTrial(trial, metric));
    },
  };
}

function trialOf(data: unknown): TrialPoint | null {
  return typeof data === "object" && data !== null && "trial" in data ? (data.trial as TrialPoint) : null; // put there by dot() and laneSeries()
}

function describeTrial(trial: TrialPoint, metric: string) {
  const value = trial.values[metric];
  const rows: (readonly [string, string])[] = [["State", trialStateLook[trial.state].label]];
  if (value !== undefined) rows.push([metric, typeof value === "number" ? formatNumber(value, 6) : value]);
  if (trial.feasible === false) rows.push(["Constraints", "violated"]);
  if (trial.startedAt !== null && trial.finishedAt !== null) {
    rows.push(["Duration", formatDuration(trial.finishedAt - trial.startedAt)]);
  }
  return { title: `Trial ${trial.number}`, rows };
}
