"use client";

import { type MouseEvent, useCallback, useState } from "react";
import type { Brush, Brushes, ParallelPlot } from "@/lib/analysis/parallel-coordinates";
import { countOf } from "@/lib/format/count";
import { drawParallel, lineAt } from "./draw-parallel";
import { ParallelAxisView } from "./parallel-axis-view";
import { axisIndexAt, axisX, nameRoom, PARALLEL_HEIGHT, type ParallelLayout, parallelWidth } from "./parallel-layout";
import { type CanvasView, useCanvas } from "./use-canvas";

interface ParallelPlotViewProps {
  readonly plot: ParallelPlot;
  readonly flipped: ReadonlySet<string>;
  readonly brushes: Brushes;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
  readonly onBrush: (key: string, brush: Brush | undefined) => void;
  readonly onMove: (key: string, to: number) => void;
  readonly onFlip: (key: string) => void;
}

/** The lines on a canvas, the axes over it as elements that can be taken hold of. */
export function ParallelPlotView(props: ParallelPlotViewProps) {
  const { plot, flipped, brushes, matching, selected, onSelect, onBrush, onMove, onFlip } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const [available, setAvailable] = useState(0);
  const width = parallelWidth(plot.axes.length, available);
  const draw = useCallback(
    (view: CanvasView) => {
      const layout = { axes: plot.axes, flipped, width: view.width };
      const marked = [selected, hovered].filter((number) => number !== null);
      drawParallel(view, { plot, layout, brushes, matching, marked });
    },
    [plot, flipped, brushes, matching, selected, hovered],
  );
  const { host, canvas, width: measured } = useCanvas(draw, PARALLEL_HEIGHT);
  const layout: ParallelLayout = { axes: plot.axes, flipped, width: measured };
  const spotOf = (event: MouseEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const drag = (key: string) => (clientX: number, done: boolean) => {
    const left = canvas.current?.getBoundingClientRect().left ?? 0;
    const to = axisIndexAt(clientX - left, layout);
    if (done || plot.axes[to]?.key !== key) onMove(key, to);
  };
  return (
    <ScrollPlace onWidth={setAvailable}>
      <div ref={host} className="relative" {...(width > available && available > 0 ? { style: { width } } : {})}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`Parallel coordinates of ${countOf(plot.lines.length, "trial")} over ${plot.axes.map(({ name }) => name).join(", ")}.`}
          className="block h-85 w-full"
        />
        {measured === 0 ? null : (
          <svg
            width={measured}
            height={PARALLEL_HEIGHT}
            className={`absolute inset-0 ${hovered === null ? "" : "cursor-pointer"}`}
            aria-hidden="true"
            onPointerMove={(event) => setHovered(lineAt(spotOf(event), { plot, layout, brushes, matching }))}
            onPointerLeave={() => setHovered(null)}
            onClick={(event) => {
              const at = lineAt(spotOf(event), { plot, layout, brushes, matching });
              // The axes have clicks of their own.
              if (at !== null && event.target === event.currentTarget) onSelect(at);
            }}
          >
            {plot.axes.map((axis, index) => (
              <ParallelAxisView
                key={axis.key}
                axis={axis}
                x={axisX(index, layout)}
                room={nameRoom(index, layout)}
                flipped={flipped.has(axis.key)}
                brush={brushes[axis.key]}
                onBrush={(brush) => onBrush(axis.key, brush)}
                onDrag={drag(axis.key)}
                onFlip={() => onFlip(axis.key)}
              />
            ))}
          </svg>
        )}
      </div>
    </ScrollPlace>
  );
}

function ScrollPlace({
  onWidth,
  children,
}: {
  readonly onWidth: (width: number) => void;
  readonly children: React.ReactNode;
}) {
  const measure = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return;
      const size = new ResizeObserver(([entry]) => onWidth(Math.floor(entry?.contentRect.width ?? 0)));
      size.observe(element);
      return () => size.disconnect();
    },
    [onWidth],
  );
  return (
    <section
      ref={measure}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Parallel coordinates, scrolls sideways"
      className="overflow-x-auto focus-visible:-outline-offset-2"
    >
      {children}
    </section>
  );
}
