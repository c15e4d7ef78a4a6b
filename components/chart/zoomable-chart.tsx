"use client";

import { useState } from "react";
import { buttonClasses } from "@/components/ui/button-classes";
import { Icon } from "@/components/ui/icon";
import { ChartCanvas, type ChartCanvasProps } from "./chart-canvas";

type ZoomableChartProps = Omit<ChartCanvasProps, "zoomResets" | "onZoomed" | "className">;

/** A chart that can be zoomed into, and a way back once it is. */
export function ZoomableChart(props: ZoomableChartProps) {
  const [zoom, setZoom] = useState({ on: false, resets: 0 });
  return (
    <div className="relative flex min-h-80 flex-1">
      <ChartCanvas
        {...props}
        zoomResets={zoom.resets}
        onZoomed={() => setZoom((before) => (before.on ? before : { ...before, on: true }))}
        className="min-h-80 w-full min-w-0 flex-1"
      />
      {zoom.on ? (
        <button
          type="button"
          className={`absolute top-3 right-5 bg-raised ${buttonClasses({ size: "sm" })}`}
          onClick={() => setZoom(({ resets }) => ({ on: false, resets: resets + 1 }))}
        >
          <Icon name="zoomOut" className="size-3.5" />
          Show all
        </button>
      ) : null}
    </div>
  );
}
