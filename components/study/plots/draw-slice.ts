import type { Pen } from "@/components/chart/pen";
import { traceDiamond } from "@/components/chart/trace-diamond";
import type { PlotAxis } from "@/lib/analysis/plot-axis";
import type { SliceDot, SlicePanel } from "@/lib/analysis/slice";
import { fitText } from "@/lib/format/cut-middle";
import type { CanvasView } from "./use-canvas";

export const SLICE_HEIGHT = 168;
const PAD = { left: 46, right: 12, top: 10, bottom: 24 } as const;
const NEAR_PX = 10;
/** With less room than this per value, whole names of a few say more than ends of all. */
const SHORTEST_NAME = 28;

export interface SlicePicture {
  readonly panel: SlicePanel;
  readonly valueAxis: PlotAxis;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
}

/** One panel: the axes, the dots, and over them the trial that is open. */
export function drawSlice(view: CanvasView, picture: SlicePicture): void {
  drawAxes(view, picture);
  drawDots(view, picture);
}

const xOf = (place: number, width: number) => PAD.left + place * (width - PAD.left - PAD.right);
const yOf = (place: number) => SLICE_HEIGHT - PAD.bottom - place * (SLICE_HEIGHT - PAD.top - PAD.bottom);

function drawAxes({ pen, width, colors, fontFamily }: CanvasView, { panel, valueAxis }: SlicePicture): void {
  pen.font = `10px ${fontFamily}`;
  pen.fillStyle = colors.inkFaint;
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const { at, label } of valueAxis.ticks) {
    const y = Math.round(yOf(at)) + 0.5;
    pen.beginPath();
    pen.moveTo(PAD.left, y);
    pen.lineTo(width - PAD.right, y);
    pen.stroke();
    pen.fillText(label, PAD.left - 6, y);
  }
  pen.textBaseline = "top";
  let free = 0;
  const widthOf = (text: string) => pen.measureText(text).width;
  const band = (width - PAD.left - PAD.right) / panel.axis.ticks.length - 6;
  const named = panel.axis.scale === "category" && band >= SHORTEST_NAME;
  for (const { at, label: whole } of panel.axis.ticks) {
    const label = named ? fitText(whole, band, widthOf) : whole;
    const half = pen.measureText(label).width / 2;
    const x = Math.min(Math.max(xOf(at, width), half), width - half);
    if (x - half < free) continue; // it would run into the one before
    free = x + half + 6;
    pen.textAlign = "center";
    pen.fillText(label, x, SLICE_HEIGHT - PAD.bottom + 8);
  }
}

function drawDots({ pen, width, colors }: CanvasView, { panel, matching, selected }: SlicePicture): void {
  const many = panel.dots.length > 300;
  for (const dot of panel.dots) {
    const isIn = matching === null || matching.has(dot.number);
    pen.globalAlpha = isIn ? (many ? 0.45 : 0.7) : 0.08;
    traceDot(pen, dot, { width, radius: many ? 2.2 : 3.2 });
    pen.fillStyle = dot.canWin ? colors.completed : colors.pruned;
    pen.fill();
  }
  pen.globalAlpha = 1;
  const open = panel.dots.find(({ number }) => number === selected);
  if (open === undefined) return;
  traceDot(pen, open, { width, radius: 5 });
  pen.fillStyle = colors.accent;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colors.ink;
  pen.stroke();
}

interface DotSize {
  /** Of the panel. */
  readonly width: number;
  readonly radius: number;
}

function traceDot(pen: Pen, { x, value, imported }: SliceDot, { width, radius }: DotSize): void {
  const place = { x: xOf(x, width), y: yOf(value) };
  pen.beginPath();
  if (imported) traceDiamond(pen, { ...place, radius });
  else pen.arc(place.x, place.y, radius, 0, 2 * Math.PI);
}

/** The trial whose dot is at the pointer. */
export function sliceDotAt(dots: readonly SliceDot[], spot: { x: number; y: number; width: number }): number | null {
  let best: { number: number; distance: number } | null = null;
  for (const { number, x, value } of dots) {
    const distance = Math.hypot(xOf(x, spot.width) - spot.x, yOf(value) - spot.y);
    if (distance <= NEAR_PX && (best === null || distance < best.distance)) best = { number, distance };
  }
  return best?.number ?? null;
}
