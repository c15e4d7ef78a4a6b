import type { EChartsCoreOption } from "echarts/core";
import type { ChartView } from "./chart-canvas";
import type { ChartColors } from "./chart-colors";
import { type TooltipContent, tooltipCard } from "./tooltip-card";

/** Looks that all charts share, so that an axis or a tooltip is the same wherever it stands. */
export function withShared(
  option: EChartsCoreOption,
  { fontFamily }: Pick<ChartView, "fontFamily">,
): EChartsCoreOption {
  return { animation: false, textStyle: { fontFamily }, ...option };
}

const SMALLEST_DRAWN = 1e-18;

/** Where a value stands on its axis. Linear: ECharts rounds ticks to 20 decimals and gives up where they are then equal. */
export function placeOn(scale: "linear" | "log"): (value: number) => number {
  return (value) => (scale === "linear" && Math.abs(value) < SMALLEST_DRAWN ? 0 : value);
}

export function axisLabel(colors: ChartColors) {
  return { color: colors.inkFaint, fontSize: 11, hideOverlap: true };
}

export function axisName(name: string, colors: ChartColors) {
  return {
    name,
    nameLocation: "middle",
    nameGap: 26,
    nameTextStyle: { color: colors.inkFaint, fontSize: 11 },
  };
}

/** An axis that carries the lines of the grid. */
export function gridAxis(colors: ChartColors) {
  return {
    splitLine: { lineStyle: { color: colors.line } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: axisLabel(colors),
  };
}

/** An axis that is a line at the edge of the plot. */
export function edgeAxis(colors: ChartColors) {
  return {
    splitLine: { show: false },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colors.lineStrong } },
    axisLabel: axisLabel(colors),
  };
}

/** A hollow mark that shows the page behind it in either theme. */
export function ring(color: string) {
  return { color: "transparent", borderColor: color, borderWidth: 1.75 };
}

/** Ctrl and wheel or pinch to zoom, drag to move: a plain wheel scrolls the page. */
export function insideZoom(axes: { readonly xAxisIndex: readonly number[] }) {
  return [
    {
      type: "inside",
      xAxisIndex: [...axes.xAxisIndex],
      zoomOnMouseWheel: "ctrl",
      moveOnMouseWheel: false,
      moveOnMouseMove: true,
      filterMode: "none",
    },
  ];
}

interface TooltipRequest {
  readonly trigger: "item" | "axis";
  /** `null` shows nothing. */
  readonly describe: (data: unknown) => TooltipContent | null;
}

export function tooltipStyle({ trigger, describe }: TooltipRequest, colors: ChartColors) {
  return {
    trigger,
    confine: true,
    transitionDuration: 0,
    backgroundColor: colors.raised,
    borderColor: colors.lineStrong,
    padding: [8, 10],
    textStyle: { color: colors.ink, fontFamily: "inherit" },
    axisPointer: { lineStyle: { color: colors.lineStrong } },
    formatter: (hovered: unknown) => {
      const content = describe(hovered);
      return content === null ? "" : tooltipCard(content);
    },
  };
}
