import type { CustomSeriesRenderItemAPI } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import { axisLabel, axisName, edgeAxis, gridAxis, insideZoom, tooltipStyle } from "@/components/chart/chart-style";
import { sequentialColor } from "@/components/chart/sequential-color";
import { trialStateLook } from "@/components/trial/trial-state-look";
import type { Exploit, LineageStretch, LineageView } from "@/lib/analysis/lineage";
import { formatNumber, toNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";

export interface LineagePicture {
  readonly view: LineageView;
  readonly metric: string;
  readonly unit: string;
  /** What the height tells; null: the places of the population. */
  readonly parameter: string | null;
  readonly logarithmic: boolean;
  readonly selected: number | null;
}

/** Draws what `lineageView` decided: a stretch for each member, an arrow where one took over from another. */
export function lineageOption(picture: LineagePicture, view: ChartView): EChartsCoreOption {
  const { colors, narrow } = view;
  const edge = edgeAxis(colors);
  return {
    grid: { left: narrow ? 60 : 76, right: 20, top: 16, bottom: 44, outerBoundsMode: "none" },
    xAxis: {
      ...edge,
      type: "value",
      min: 0,
      minInterval: 1,
      axisLabel: { ...edge.axisLabel, formatter: (value: number) => formatNumber(value) },
      ...axisName(picture.unit, colors),
    },
    yAxis: heightAxis(picture, view),
    dataZoom: insideZoom({ xAxisIndex: [0] }),
    tooltip: tooltipStyle({ trigger: "item", describe: (hovered) => describeHovered(hovered, picture) }, colors),
    series: [stretchSeries(picture, view), exploitSeries(picture, view)],
  };
}

function heightAxis({ view: { founders }, parameter, logarithmic }: LineagePicture, { colors }: ChartView) {
  if (parameter !== null)
    return {
      ...gridAxis(colors),
      type: logarithmic ? "log" : "value",
      scale: true,
      ...axisName(parameter, colors),
      nameGap: 52,
      axisLabel: { ...axisLabel(colors), formatter: (value: number) => formatNumber(value, 3) },
    };
  return {
    ...gridAxis(colors),
    type: "category",
    inverse: true,
    data: founders.map((number) => `trial ${number}`),
  };
}

function stretchSeries({ view, selected }: LineagePicture, { colors }: ChartView) {
  const drawn = view.stretches.filter((stretch) => stretch.at !== null);
  const looks = drawn.map(({ share, member }) => ({
    stroke: share === null ? colors.queued : sequentialColor(colors, share),
    lineWidth: member.number === selected ? 9 : 5,
  }));
  return {
    id: "members",
    type: "custom",
    encode: { x: [0, 1], y: 2 },
    data: drawn.map((stretch) => ({
      id: String(stretch.member.number),
      value: [stretch.from, stretch.to, stretch.at],
      stretch,
    })),
    renderItem: ({ dataIndex }: { dataIndex: number }, api: CustomSeriesRenderItemAPI) => {
      const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
      const [x2 = 0] = api.coord([api.value(1), api.value(2)]);
      return {
        type: "line",
        shape: { x1, y1: y, x2: Math.max(x2 - 1, x1 + 3), y2: y },
        style: { ...looks[dataIndex], lineCap: "butt" },
        emphasis: { style: { stroke: colors.ink } },
      };
    },
    z: 2,
  };
}

const HEAD_PX = 5;

function exploitSeries({ view }: LineagePicture, { colors }: ChartView) {
  return {
    id: "exploits",
    type: "custom",
    encode: { x: 0, y: [1, 2] },
    data: view.exploits.map((exploit) => ({
      id: String(exploit.child),
      value: [exploit.step, exploit.from, exploit.to],
      exploit,
    })),
    renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => {
      const [x = 0, from = 0] = api.coord([api.value(0), api.value(1)]);
      const [, to = 0] = api.coord([api.value(0), api.value(2)]);
      const down = Math.sign(to - from);
      const tip = to - down * 3;
      const style = { stroke: colors.inkSoft, fill: colors.inkSoft, lineWidth: 1 };
      return {
        type: "group",
        children: [
          { type: "line", shape: { x1: x, y1: from, x2: x, y2: tip }, style },
          {
            type: "polygon",
            shape: {
              points: [
                [x, tip],
                [x - HEAD_PX * 0.7, tip - down * HEAD_PX],
                [x + HEAD_PX * 0.7, tip - down * HEAD_PX],
              ],
            },
            style,
          },
          { type: "circle", shape: { cx: x, cy: from, r: 2 }, style },
        ],
      };
    },
    z: 3,
  };
}

function describeHovered(hovered: unknown, { metric, parameter }: LineagePicture) {
  const data = typeof hovered === "object" && hovered !== null && "data" in hovered ? hovered.data : null;
  if (typeof data !== "object" || data === null) return null;
  // Put there by the two series above.
  if ("exploit" in data) return describeExploit(data.exploit as Exploit);
  return "stretch" in data ? describeStretch(data.stretch as LineageStretch, metric, parameter) : null;
}

function describeExploit({ child, donor, step }: Exploit) {
  const rows: readonly (readonly [string, string])[] = [["From the checkpoint of", `trial ${donor} at ${step}`]];
  return { title: `Trial ${child} began`, rows };
}

function describeStretch({ member, from, to }: LineageStretch, metric: string, parameter: string | null) {
  const rows: (readonly [string, string])[] = [
    ["State", trialStateLook[member.state].label],
    ["Trained", `${from} to ${to}`],
  ];
  if (member.value !== null) rows.push([metric, formatNumber(toNumber(member.value), 5)]);
  const value = parameter === null ? undefined : member.assignments[parameter];
  if (parameter !== null && value !== undefined) rows.push([parameter, formatParameterValue(value)]);
  return { title: `Trial ${member.number}`, rows };
}
