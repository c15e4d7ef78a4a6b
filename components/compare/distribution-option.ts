import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "@/components/chart/chart-canvas";
import type { ChartColors } from "@/components/chart/chart-colors";
import { axisLabel, axisName, edgeAxis, gridAxis, placeOn, ring, tooltipStyle } from "@/components/chart/chart-style";
import type { StudyDistribution, ValueDistribution } from "@/lib/analysis/value-distribution";
import { countOf } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";
import { DASH_TYPES, type SeriesLook } from "./series-look";

interface DistributionPicture {
  readonly distribution: ValueDistribution;
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly metric: string;
}

const place = placeOn("linear");

/** Boxes, a row per study: quartiles, whiskers, and what lies beyond them as rings. */
export function boxOption({ distribution, looks, metric }: DistributionPicture, view: ChartView): EChartsCoreOption {
  const { colors, narrow } = view;
  const { studies } = distribution;
  return {
    grid: { left: narrow ? 92 : 148, right: 20, top: 12, bottom: 44 },
    xAxis: valueAxis({ distribution, metric, colors }),
    yAxis: {
      ...gridAxis(colors),
      type: "category",
      inverse: true,
      data: studies.map(({ id }) => id),
      splitLine: { show: false },
      axisLabel: {
        ...axisLabel(colors),
        color: colors.inkSoft,
        width: narrow ? 80 : 132,
        overflow: "truncate",
        interval: 0,
        lineHeight: 15,
        formatter: (id: string) => rowLabel(studies.find((study) => study.id === id)),
      },
    },
    tooltip: tooltipStyle({ trigger: "item", describe: (hovered) => describeRow(hovered, studies) }, colors),
    series: [
      { id: "boxes", type: "boxplot", boxWidth: [10, 34], data: studies.map((study) => box(study, { looks, colors })) },
      {
        id: "outliers",
        type: "scatter",
        symbolSize: 5,
        data: studies.flatMap(({ id, outliers }, row) =>
          outliers.map((value) => ({
            id,
            value: [place(value), row],
            itemStyle: ring(colors[looks.get(id)?.color ?? "ink"]),
          })),
        ),
      },
    ],
  };
}

/** The share of values up to each value, a stepped line per study. */
export function ecdfOption({ distribution, looks, metric }: DistributionPicture, view: ChartView): EChartsCoreOption {
  const { colors, narrow } = view;
  return {
    grid: { left: narrow ? 44 : 56, right: 20, top: 12, bottom: 44 },
    xAxis: valueAxis({ distribution, metric, colors }),
    yAxis: {
      ...gridAxis(colors),
      type: "value",
      min: 0,
      max: 1,
      axisLabel: { ...axisLabel(colors), formatter: (share: number) => `${Math.round(share * 100)} %` },
    },
    tooltip: { show: false },
    series: distribution.studies.map(({ id, name, steps }) => {
      const look = looks.get(id);
      const color = colors[look?.color ?? "ink"];
      const [first] = steps;
      return {
        id,
        name,
        type: "line",
        step: "end",
        data: [
          ...(first === undefined ? [] : [[place(first.value), 0]]),
          ...steps.map(({ value, share }) => [place(value), share]),
        ],
        showSymbol: false,
        silent: true,
        lineStyle: { color, width: 2, type: DASH_TYPES[look?.line ?? "line"] ?? "solid" },
      };
    }),
  };
}

interface ValueAxisRequest {
  readonly distribution: ValueDistribution;
  readonly metric: string;
  readonly colors: ChartColors;
}

function valueAxis({ distribution: { fence }, metric, colors }: ValueAxisRequest) {
  return {
    ...edgeAxis(colors),
    type: "value",
    scale: true,
    splitNumber: 4,
    splitLine: { show: true, lineStyle: { color: colors.line } },
    ...(fence.low === null ? {} : { min: place(fence.low) }),
    ...(fence.high === null ? {} : { max: place(fence.high) }),
    axisLabel: { ...axisLabel(colors), formatter: (value: number) => formatNumber(value, 4) },
    ...axisName(metric, colors),
  };
}

/** A study without a value keeps its row, with nothing in it. */
function box(
  { id, quartiles: q }: StudyDistribution,
  { looks, colors }: { looks: DistributionPicture["looks"]; colors: ChartColors },
) {
  const color = colors[looks.get(id)?.color ?? "ink"];
  return {
    id,
    value: q === null ? [] : [q.whiskers[0], q.lower, q.median, q.upper, q.whiskers[1]].map(place),
    itemStyle: { color: colors.raised, borderColor: color, borderWidth: 2 },
  };
}

function rowLabel(study: StudyDistribution | undefined): string {
  return study === undefined ? "" : `${study.name}\n${countOf(study.count, "value")}`;
}

function describeRow(hovered: unknown, studies: readonly StudyDistribution[]) {
  const data = typeof hovered === "object" && hovered !== null && "data" in hovered ? hovered.data : null;
  const id = typeof data === "object" && data !== null && "id" in data ? data.id : null;
  const study = studies.find((candidate) => candidate.id === id);
  if (study === undefined || study.quartiles === null) return null;
  const { min, lower, median, upper, max } = study.quartiles;
  const rows = Object.entries({
    Highest: max,
    "Upper quartile": upper,
    Median: median,
    "Lower quartile": lower,
    Lowest: min,
  });
  return {
    title: study.name,
    rows: [
      ...rows.map(([name, value]) => [name, formatNumber(value, 6)] as const),
      ["Values", String(study.count)] as const,
      ...(study.outlierCount === 0 ? [] : [["Outliers", String(study.outlierCount)] as const]),
    ],
  };
}
