import type { ECharts, EChartsCoreOption } from "echarts/core";

/** Merged, these would keep what the new option leaves out: a fence, an axis's name, the grid that an axis belongs to. */
const REPLACED = ["grid", "xAxis", "yAxis", "series"];

/** Draws `option` where another one was: the picture is then that of `option` alone, at the zoom that there was. */
export function redrawChart(chart: ECharts, option: EChartsCoreOption): void {
  chart.setOption(option, { replaceMerge: REPLACED });
}
