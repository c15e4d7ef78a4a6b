import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import type { ChartColors } from "@/components/chart/chart-colors";
import {
  axisLabel,
  axisName,
  edgeAxis,
  gridAxis,
  insideZoom,
  placeOn,
  ring,
  tooltipStyle,
} from "@/components/chart/chart-style";
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
  // Told to keep their sides: ECharts would else make room for a long label in one of the two only.
  const sides = { left: narrow ? 56 : 66, right: 16, outerBoundsMode: "none" };
  return {
    grid: [
      { ...sides, top: 16, bottom: 44 + laneSpace + (laneSpace > 0 ? 6 : 0) },
      { ...sides, height: laneSpace, bottom: 44 },
    ],
    xAxis: xAxes({ picture, colors, laneSpace }),
    yAxis: [valueAxis(picture, colors), laneAxis(lanes, { colors, narrow })],
    dataZoom: insideZoom({ xAxisIndex: [0, 1] }),
    tooltip: tooltipStyle({ trigger: "item", describe: (hovered) => describeHovered(hovered, picture.metric) }, colors),
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
  const edge = edgeAxis(colors);
  const shared = {
    ...edge,
    type: "value",
    // A little before the first, so that its mark does not sit on the edge.
    min: picture.axis === "trial" ? -0.5 : 0,
    max: picture.axis === "trial" ? Math.max(10, picture.history.end + 1) : Math.max(0.1, picture.history.end * 1.02),
    minInterval: picture.axis === "trial" ? 1 : undefined,
    axisLabel: {
      ...edge.axisLabel,
      showMaxLabel: false,
      showMinLabel: picture.axis === "time",
      formatter: (value: number) => formatNumber(value),
    },
  };
  const name = axisName(X_NAME[picture.axis], colors);
  const below = laneSpace > 0;
  const bare = { axisLine: { show: true, lineStyle: { color: colors.line } }, axisLabel: { show: false } };
  return [
    { ...shared, gridIndex: 0, ...(below ? bare : name) },
    { ...shared, gridIndex: 1, show: below, ...name },
  ];
}

function valueAxis({ history, logarithmic }: HistoryPicture, colors: ChartColors) {
  const place = placeOn(logarithmic ? "log" : "linear");
  return {
    ...gridAxis(colors),
    type: logarithmic ? "log" : "value",
    scale: true,
    gridIndex: 0,
    ...(history.fence.low === null ? {} : { min: place(history.fence.low) }),
    ...(history.fence.high === null ? {} : { max: place(history.fence.high) }),
    axisLabel: { ...axisLabel(colors), formatter: (value: number) => formatNumber(value, 4) },
  };
}

function laneAxis(lanes: readonly HistoryLane[], { colors, narrow }: Pick<ChartView, "colors" | "narrow">) {
  return {
    type: "category",
    gridIndex: 1,
    data: [...lanes],
    ...gridAxis(colors),
    axisLabel: { color: colors.inkFaint, fontSize: narrow ? 9 : 10, interval: 0, margin: 6 },
    splitLine: { show: true, lineStyle: { color: colors.line } },
  };
}

function valueSeries({ history, matching, selected, logarithmic }: HistoryPicture, colors: ChartColors) {
  const place = placeOn(logarithmic ? "log" : "linear");
  const many = history.scored.length > 400;
  const { low, high } = { low: history.fence.low ?? -Infinity, high: history.fence.high ?? Infinity };
  const dot = ({ trial, x, value }: PlottedTrial) => ({
    id: String(trial.number),
    value: [x, place(Math.min(Math.max(value, low), high))],
    trial,
    ...(trial.imported === true ? { symbol: "diamond" } : {}),
    ...(value < low ? { symbol: "triangle", symbolRotate: 180 } : {}),
    ...(value > high ? { symbol: "triangle" } : {}),
    ...(matching === null || matching.has(trial.number) ? {} : { itemStyle: { opacity: 0.07 } }),
    ...(trial.number === selected
      ? { symbolSize: 13, itemStyle: { opacity: 1, borderColor: colors.ink, borderWidth: 2 } }
      : {}),
  });
  const corners = history.bestSoFar.map(({ x, value }) => [x, place(value)]);
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
      itemStyle: { ...ring(colors.pruned), opacity: many ? 0.35 : 1 },
      z: 2,
    },
    {
      id: "best so far",
      type: "line",
      step: "end",
      // The best holds until now.
      data: last === undefined ? [] : [...corners, [history.end, place(last.value)]],
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

function describeHovered(hovered: unknown, metric: string) {
  const data = typeof hovered === "object" && hovered !== null && "data" in hovered ? hovered.data : null;
  const trial = trialOf(data);
  return trial === null ? null : describeTrial(trial, metric);
}

function trialOf(data: unknown): TrialPoint | null {
  return typeof data === "object" && data !== null && "trial" in data ? (data.trial as TrialPoint) : null; // put there by dot() and laneSeries()
}

function describeTrial(trial: TrialPoint, metric: string) {
  const value = trial.values[metric];
  const rows: (readonly [string, string])[] = [["State", trialStateLook[trial.state].label]];
  if (trial.imported === true) rows.push(["Origin", "imported"]);
  if (value !== undefined) rows.push([metric, typeof value === "number" ? formatNumber(value, 6) : value]);
  if (trial.feasible === false) rows.push(["Constraints", "violated"]);
  if (trial.startedAt !== null && trial.finishedAt !== null) {
    rows.push(["Duration", formatDuration(trial.finishedAt - trial.startedAt)]);
  }
  return { title: `Trial ${trial.number}`, rows };
}
