import type { CustomSeriesRenderItemAPI } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import type { ChartColor, ChartColors } from "@/components/chart/chart-colors";
import { axisLabel, axisName, edgeAxis, tooltipStyle } from "@/components/chart/chart-style";
import { fateNames, type RungBar, type RungSegment, type RungsView } from "@/lib/analysis/rungs";
import type { RungFate } from "@/lib/contract/study-rungs";
import { formatCount } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";

export interface RungsPicture {
  readonly view: RungsView;
  /** What a step counts. */
  readonly unit: string;
}

export const fateColors: Readonly<Record<RungFate, ChartColor>> = {
  moved_on: "accent",
  completed: "completed",
  training: "running",
  waiting: "paused",
  stopped: "pruned",
  pruned: "queued",
  failed: "failed",
};

/** Of a bracket's lane: where bars begin, and how high the tallest is. */
const [BASE, TALLEST] = [0.44, 0.7];
const BAR_PX_MAX = 72;

export function segmentId({ bracket, rung }: RungBar, { fate }: RungSegment): string {
  return `${bracket} ${rung} ${fate}`;
}

/** Draws what `rungsView` decided: a lane for each bracket, a bar for each rung, a band from those who moved on to the next. */
export function rungsOption(
  { view, unit }: RungsPicture,
  { colors, narrow, fontFamily }: ChartView,
): EChartsCoreOption {
  const lane = new Map(view.brackets.map(({ bracket }, place) => [bracket, place]));
  const bars = view.brackets.flatMap((bracket) => bracket.bars);
  const place = (bar: RungBar) => [bar.level, lane.get(bar.bracket) ?? 0];
  const draw = painter(view.most);
  return {
    grid: { left: narrow ? 64 : 84, right: 16, top: 12, bottom: 44, outerBoundsMode: "none" },
    xAxis: {
      ...edgeAxis(colors),
      type: "category",
      data: view.levels.map((level) => formatNumber(level)),
      ...axisName(unit, colors),
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: view.brackets.map(({ bracket }) => `bracket ${bracket}`),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: colors.line } },
      axisLabel: axisLabel(colors),
    },
    tooltip: tooltipStyle({ trigger: "item", describe: describeHovered }, colors),
    series: [
      {
        ...{ id: "flow", type: "custom", silent: true, z: 1 },
        data: bars.flatMap((bar) =>
          bar.flowsTo === null
            ? []
            : [{ value: [...place(bar), bar.flowsTo.level, bar.flowsTo.count, bar.flowsTo.reached] }],
        ),
        renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => draw.flow(api, colors),
      },
      {
        ...{ id: "bars", type: "custom", z: 2 },
        data: bars.flatMap((bar) =>
          bar.segments.map((segment) => ({
            id: segmentId(bar, segment),
            value: [...place(bar), segment.from, segment.to],
            fill: colors[fateColors[segment.fate]],
            ...{ bar, segment },
          })),
        ),
        renderItem: draw.segments(
          bars.flatMap((bar) => bar.segments.map(({ fate }) => colors[fateColors[fate]])),
          colors,
        ),
      },
      {
        ...{ id: "counts", type: "custom", silent: true, z: 3 },
        data: bars.map((bar) => ({ value: [...place(bar), bar.lookedAt, bar.quota ?? -1, bar.onTheWay, bar.reached] })),
        renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => draw.counts(api, { colors, fontFamily }),
      },
    ],
  };
}

const countsText = (reached: number, coming: number): string =>
  formatCount(reached) + (coming > 0 ? ` +${formatCount(coming)}` : "");

/** Places in the picture, from numbers of trials. */
function painter(most: number) {
  const scene = (api: CustomSeriesRenderItemAPI, level: number, lane: number) => {
    const [x = 0, middle = 0] = api.coord([level, lane]);
    const [step = 0, height = 0] = [api.size?.([1, 1]) ?? []].flat();
    const width = Math.min(BAR_PX_MAX, step * 0.55);
    const base = middle + height * BASE;
    return { x, width, base, top: (count: number) => base - (count / most) * height * TALLEST };
  };
  const number = (api: CustomSeriesRenderItemAPI, dimension: number) => Number(api.value(dimension));
  return {
    flow(api: CustomSeriesRenderItemAPI, colors: ChartColors) {
      const [level, lane, next, count, reached] = [0, 1, 2, 3, 4].map((dimension) => number(api, dimension));
      const from = scene(api, level ?? 0, lane ?? 0);
      const to = scene(api, next ?? 0, lane ?? 0);
      const [left, right] = [from.x + from.width / 2, to.x - to.width / 2];
      const points = [
        [left, from.base],
        [left, from.top(count ?? 0)],
        [right, to.top(Math.min(count ?? 0, reached ?? 0))],
        [right, to.base],
      ];
      return { type: "polygon", shape: { points }, style: { fill: colors.accent, opacity: 0.16 } };
    },
    segments: (fills: readonly string[], colors: ChartColors) => {
      return ({ dataIndex }: { dataIndex: number }, api: CustomSeriesRenderItemAPI) => {
        const { x, width, top } = scene(api, number(api, 0), number(api, 1));
        const [bottom, upper] = [top(number(api, 2)), top(number(api, 3))];
        return {
          type: "rect",
          shape: { x: x - width / 2, y: upper, width, height: Math.max(1, bottom - upper - 1) },
          style: { fill: fills[dataIndex] },
          emphasis: { style: { stroke: colors.ink, lineWidth: 1.5 } },
        };
      };
    },
    counts(api: CustomSeriesRenderItemAPI, { colors, fontFamily }: Pick<ChartView, "colors" | "fontFamily">) {
      const { x, width, base, top } = scene(api, number(api, 0), number(api, 1));
      const [shown, quota, coming, reached] = [2, 3, 4, 5].map((dimension) => number(api, dimension));
      const line = (quota ?? -1) > 0 && (quota ?? 0) <= most;
      const at = top(Math.min(most, quota ?? 0));
      return {
        type: "group",
        children: [
          {
            type: "text",
            style: {
              ...{ text: countsText(reached ?? 0, coming ?? 0), x, y: Math.min(top(shown ?? 0), base) - 4 },
              ...{ align: "center", verticalAlign: "bottom", fill: colors.inkSoft, font: `11px ${fontFamily}` },
            },
          },
          ...(line
            ? [
                {
                  type: "line",
                  shape: { x1: x - width / 2 - 5, x2: x + width / 2 + 5, y1: at, y2: at },
                  style: { stroke: colors.ink, lineWidth: 1.5, lineDash: [4, 3] },
                },
              ]
            : []),
        ],
      };
    },
  };
}

/** As many numbers as are read at a glance. */
const NAMED = 8;

function describeHovered(hovered: unknown) {
  const data = typeof hovered === "object" && hovered !== null && "data" in hovered ? hovered.data : null;
  if (typeof data !== "object" || data === null || !("bar" in data) || !("segment" in data)) return null;
  const { bar, segment } = data as { bar: RungBar; segment: RungSegment }; // put there by rungsOption
  const { trials, count, fate } = segment;
  const more = count > NAMED ? " …" : "";
  const rows: (readonly [string, string])[] = [
    [fateNames[fate], `${count} of ${bar.lookedAt}`],
    [count === 1 ? "Trial" : "Trials", `${trials.slice(0, NAMED).join(", ")}${more}`],
  ];
  if (bar.quota !== null) rows.push(["May move on", String(bar.quota)]);
  if (bar.onTheWay > 0) rows.push(["On the way", String(bar.onTheWay)]);
  return { title: `Bracket ${bar.bracket}, rung at ${formatNumber(bar.resource)}`, rows };
}
