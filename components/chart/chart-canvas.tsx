"use client";

import type { ECharts, EChartsCoreOption } from "echarts/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type ChartColors, readChartColors } from "./chart-colors";
import { withShared } from "./chart-style";
import { initChart } from "./echarts-core";
import { redrawChart } from "./redraw-chart";
import { useChartColors } from "./use-chart-colors";

export interface ChartView {
  readonly colors: ChartColors;
  readonly narrow: boolean;
  /** A canvas inherits no font. */
  readonly fontFamily: string;
}

export interface ChartCanvasProps {
  /** What the picture shows, for those who do not see it. The numbers are in the table beside it. */
  readonly label: string;
  readonly buildOption: (view: ChartView) => EChartsCoreOption;
  /** The `id` of the data item that was clicked. */
  readonly onSelect?: ((id: string) => void) | undefined;
  /** Raise it to show all of the axis again. */
  readonly zoomResets: number;
  readonly onZoomed: () => void;
  readonly className?: string;
}

const NARROW_PX = 480;
/** Series whose id begins so are lines that can be clicked; the rest is the id of what they are. */
export const LINE_ID = "line ";

/** A chart that takes new data without losing its zoom, follows the theme and its own size, and is redrawn, not remade. */
export function ChartCanvas({ label, buildOption, onSelect, zoomResets, onZoomed, className = "" }: ChartCanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const [width, setWidth] = useState(0);
  const colors = useChartColors(element);
  const select = useEffectEvent((id: string) => onSelect?.(id));
  const zoomed = useEffectEvent(onZoomed);

  // The canvas belongs to ECharts.
  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    const instance = initChart(host, undefined, { renderer: "canvas" });
    chart.current = instance;
    instance.on("click", (event) => {
      const { data, seriesId } = event;
      if (typeof data === "object" && data !== null && "id" in data && typeof data.id === "string") select(data.id);
      // A line is one thing, whatever point of it was hit.
      else if (seriesId?.startsWith(LINE_ID)) select(seriesId.slice(LINE_ID.length));
    });
    instance.on("datazoom", () => zoomed());
    const size = new ResizeObserver(([entry]) => {
      instance.resize();
      setWidth(entry?.contentRect.width ?? 0);
    });
    size.observe(host);
    return () => {
      size.disconnect();
      instance.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    const host = element.current;
    if (host === null || width === 0) return;
    const { fontFamily } = getComputedStyle(host);
    const view = { colors: colors ?? readChartColors(host), narrow: width < NARROW_PX, fontFamily };
    if (chart.current !== undefined) redrawChart(chart.current, withShared(buildOption(view), view));
  }, [buildOption, colors, width]);

  useEffect(() => {
    if (zoomResets > 0) chart.current?.dispatchAction({ type: "dataZoom", start: 0, end: 100 });
  }, [zoomResets]);

  return <div ref={element} role="img" aria-label={label} className={className} />;
}
