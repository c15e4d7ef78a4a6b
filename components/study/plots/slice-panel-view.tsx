"use client";

import { useCallback } from "react";
import type { PlotAxis } from "@/lib/analysis/plot-axis";
import type { SliceDot, SlicePanel } from "@/lib/analysis/slice";
import { formatCount } from "@/lib/format/count";
import { type CanvasView, useCanvas } from "./use-canvas";

interface SlicePanelViewProps {
  readonly panel: SlicePanel;
  readonly valueAxis: PlotAxis;
  readonly metric: string;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

const HEIGHT = 168;
const PAD = { left: 46, right: 12, top: 10, bottom: 24 } as const;
const NEAR_PX = 10;

/** The objective over one parameter. */
export function SlicePanelView({ panel, valueAxis, metric, matching, selected, onSelect }: SlicePanelViewProps) {
  const draw = useCallback(
    (view: CanvasView) => {
      drawAxes(view, { panel, valueAxis });
      drawDots(view, { panel, matching, selected });
    },
    [panel, valueAxis, matching, selected],
  );
  const { host, canvas, width } = useCanvas(draw, HEIGHT);
  const open = (event: React.MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const near = nearest(panel.dots, { x: event.clientX - box.left, y: event.clientY - box.top, width });
    if (near !== null) onSelect(near);
  };
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline gap-2 px-1 text-xs">
        <bdi className="truncate font-medium">{panel.parameter}</bdi>
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
          aria-label={`${metric} over ${panel.parameter}, ${panel.total} trials. The trials table shows the same numbers.`}
          onClick={open}
          className="block h-42 w-full cursor-pointer"
        />
      </div>
    </figure>
  );
}

const xOf = (place: number, width: number) => PAD.left + place * (width - PAD.left - PAD.right);
const yOf = (place: number) => HEIGHT - PAD.bottom - place * (HEIGHT - PAD.top - PAD.bottom);

function drawAxes({ context, width, colors }: CanvasView, axes: { panel: SlicePanel; valueAxis: PlotAxis }): void {
  context.font = `10px ${getComputedStyle(context.canvas).fontFamily}`;
  context.fillStyle = colors.inkFaint;
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { at, label } of axes.valueAxis.ticks) {
    const y = Math.round(yOf(at)) + 0.5;
    context.beginPath();
    context.moveTo(PAD.left, y);
    context.lineTo(width - PAD.right, y);
    context.stroke();
    context.fillText(label, PAD.left - 6, y);
  }
  context.textBaseline = "top";
  let free = 0;
  for (const { at, label } of axes.panel.axis.ticks) {
    const half = context.measureText(label).width / 2;
    const x = Math.min(Math.max(xOf(at, width), half), width - half);
    if (x - half < free) continue; // it would run into the one before
    free = x + half + 6;
    context.textAlign = "center";
    context.fillText(label, x, HEIGHT - PAD.bottom + 8);
  }
}

interface DotsPicture {
  readonly panel: SlicePanel;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
}

function drawDots({ context, width, colors }: CanvasView, { panel, matching, selected }: DotsPicture): void {
  const many = panel.dots.length > 300;
  for (const { number, x, value, canWin } of panel.dots) {
    const isIn = matching === null || matching.has(number);
    context.globalAlpha = isIn ? (many ? 0.45 : 0.7) : 0.08;
    context.beginPath();
    context.arc(xOf(x, width), yOf(value), many ? 2.2 : 3.2, 0, 2 * Math.PI);
    context.fillStyle = canWin ? colors.completed : colors.pruned;
    context.fill();
  }
  context.globalAlpha = 1;
  const open = panel.dots.find(({ number }) => number === selected);
  if (open === undefined) return;
  context.beginPath();
  context.arc(xOf(open.x, width), yOf(open.value), 5, 0, 2 * Math.PI);
  context.fillStyle = colors.accent;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colors.ink;
  context.stroke();
}

function nearest(dots: readonly SliceDot[], spot: { x: number; y: number; width: number }): number | null {
  let best: { number: number; distance: number } | null = null;
  for (const { number, x, value } of dots) {
    const distance = Math.hypot(xOf(x, spot.width) - spot.x, yOf(value) - spot.y);
    if (distance <= NEAR_PX && (best === null || distance < best.distance)) best = { number, distance };
  }
  return best?.number ?? null;
}
