"use client";

import { useCallback } from "react";
import type { PlotAxis } from "@/lib/analysis/plot-axis";
import type { SlicePanel } from "@/lib/analysis/slice";
import { formatCount } from "@/lib/format/count";
import { formatParameterName } from "@/lib/format/parameter-name";
import { drawSlice, SLICE_HEIGHT, sliceDotAt } from "./draw-slice";
import { type CanvasView, useCanvas } from "./use-canvas";

interface SlicePanelViewProps {
  readonly panel: SlicePanel;
  readonly valueAxis: PlotAxis;
  readonly metric: string;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

/** The objective over one parameter. */
export function SlicePanelView({ panel, valueAxis, metric, matching, selected, onSelect }: SlicePanelViewProps) {
  const draw = useCallback(
    (view: CanvasView) => drawSlice(view, { panel, valueAxis, matching, selected }),
    [panel, valueAxis, matching, selected],
  );
  const { host, canvas, width } = useCanvas(draw, SLICE_HEIGHT);
  const open = (event: React.MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const near = sliceDotAt(panel.dots, { x: event.clientX - box.left, y: event.clientY - box.top, width });
    if (near !== null) onSelect(near);
  };
  const name = formatParameterName(panel.parameter);
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline gap-2 px-1 text-xs">
        <bdi className="truncate font-medium">{name}</bdi>
        {panel.axis.scale === "linear" || panel.axis.scale === "category" ? null : (
          <span className="text-ink-faint">{panel.axis.scale.replace("_", " ")}</span>
        )}
        {panel.dots.length < panel.total ? (
          <span className="ml-auto text-ink-faint tabular-nums">
            {formatCount(panel.dots.length)} of {formatCount(panel.total)}
          </span>
        ) : null}
      </figcaption>
      <div ref={host}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${metric} over ${name}, ${panel.total} trials.`}
          onClick={open}
          className="block h-42 w-full cursor-pointer"
        />
      </div>
    </figure>
  );
}
