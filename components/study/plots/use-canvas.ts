"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { type ChartColors, readChartColors } from "@/components/chart/chart-colors";
import type { Pen } from "@/components/chart/pen";
import { useChartColors } from "@/components/chart/use-chart-colors";

/** What is drawn on; a canvas, or a file that is being written. */
export interface CanvasView {
  readonly pen: Pen;
  readonly width: number;
  readonly colors: ChartColors;
  readonly fontFamily: string;
}

interface CanvasParts {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** 0 until it has been measured. */
  readonly width: number;
}

/** A canvas as wide as its place, sharp on every screen, drawn again when the drawing, the theme or the size changes. */
export function useCanvas(draw: (view: CanvasView) => void, height: number): CanvasParts {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const colors = useChartColors(host);
  // The size belongs to the browser's layout.
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const size = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    size.observe(element);
    return () => size.disconnect();
  }, []);
  // The canvas belongs to the browser; a frame draws it once, however many changes led to it.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const [element, place] = [canvas.current, host.current];
      const context = element?.getContext("2d");
      if (element === null || place === null || context === null || context === undefined || width === 0) return;
      const density = window.devicePixelRatio || 1;
      element.width = Math.round(width * density);
      element.height = Math.round(height * density);
      context.setTransform(density, 0, 0, density, 0, 0);
      context.clearRect(0, 0, width, height);
      const { fontFamily } = getComputedStyle(place);
      draw({ pen: context, width, colors: colors ?? readChartColors(place), fontFamily });
    });
    return () => cancelAnimationFrame(frame);
  }, [draw, colors, width, height]);
  return { host, canvas, width };
}
