import type { Pen } from "@/components/chart/pen";
import { sequentialColor } from "@/components/chart/sequential-color";
import { traceDiamond } from "@/components/chart/trace-diamond";
import { type Brushes, type ParallelLine, type ParallelPlot, passes } from "@/lib/analysis/parallel-coordinates";
import { axisX, type ParallelLayout, placeY } from "./parallel-layout";
import type { CanvasView } from "./use-canvas";

export interface ParallelPicture {
  readonly plot: ParallelPlot;
  readonly layout: ParallelLayout;
  readonly brushes: Brushes;
  /** Trials that the page's filter leaves; null for all. */
  readonly matching: ReadonlySet<number> | null;
  /** Drawn over all others: what the pointer is at, or what is open. */
  readonly marked: readonly number[];
}

/** Up to so many lines can be told apart one by one. */
const FEW = 100;

/** Lines from pale for the worst to strong for the best; what no filter leaves stays as a shadow. */
export function drawParallel({ pen, colors }: Pick<CanvasView, "pen" | "colors">, picture: ParallelPicture): void {
  const { plot, layout, brushes, matching, marked } = picture;
  const isIn = (line: ParallelLine) =>
    (matching === null || matching.has(line.number)) && passes(line, { axes: plot.axes, brushes });
  const inside = plot.lines.filter(isIn);
  const outside = inside.length === plot.lines.length ? [] : plot.lines.filter((line) => !isIn(line));
  const crowd = Math.max(0.04, Math.min(0.85, 60 / Math.max(1, inside.length)));
  pen.lineJoin = "round";
  pen.lineWidth = 1;
  pen.strokeStyle = colors.line;
  pen.globalAlpha = Math.max(0.15, crowd);
  for (const line of outside) stroke(pen, line, layout);
  // The best stand out by their number, not by their share: of thousands, a tenth would cover all the rest.
  const few = Math.max(1, inside.length / FEW);
  const ranked = inside.filter(({ rank }) => rank !== null).length;
  inside.forEach((line, index) => {
    const best = line.rank === null ? 0 : (index + 1 - (inside.length - ranked)) / ranked;
    pen.globalAlpha = Math.min(1, crowd + best ** (6 * few) * 0.7);
    pen.lineWidth = 1 + best ** (12 * few);
    pen.strokeStyle = line.rank === null ? colors.lineStrong : sequentialColor(colors, best ** 2);
    stroke(pen, line, layout);
    pen.fillStyle = pen.strokeStyle;
    markImported(pen, line, layout);
  });
  pen.globalAlpha = 1;
  pen.lineWidth = 2.5;
  pen.strokeStyle = colors.ink;
  pen.fillStyle = colors.ink;
  for (const line of plot.lines) {
    if (!marked.includes(line.number)) continue;
    stroke(pen, line, layout);
    markImported(pen, line, layout);
  }
}

const MARK_RADIUS = 3.2;

/** Diamonds where the line of an imported trial meets an axis: dashes are lost among many lines, and slow to draw. */
function markImported(pen: Pen, { imported, places }: ParallelLine, layout: ParallelLayout): void {
  if (!imported) return;
  pen.beginPath();
  places.forEach((place, index) => {
    if (place === null) return;
    const flipped = layout.flipped.has(layout.axes[index]?.key ?? "");
    traceDiamond(pen, { x: axisX(index, layout), y: placeY(place, flipped), radius: MARK_RADIUS });
  });
  pen.fill();
}

/** A value the trial does not have is a gap in its line; a value alone between two gaps is a dot. */
function stroke(pen: Pen, { places }: ParallelLine, layout: ParallelLayout): void {
  pen.beginPath();
  let drawing = false;
  places.forEach((place, index) => {
    if (place === null) {
      drawing = false;
      return;
    }
    const key = layout.axes[index]?.key ?? "";
    const [x, y] = [axisX(index, layout), placeY(place, layout.flipped.has(key))];
    if (drawing) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    const alone = !drawing && (places[index + 1] ?? null) === null;
    if (alone) pen.lineTo(x + 2, y);
    drawing = true;
  });
  pen.stroke();
}

interface PointerSpot {
  readonly x: number;
  readonly y: number;
}

/** Farther than this from every line, the pointer is at none. */
const NEAR_PX = 8;

/** The line nearest to the pointer between the two axes beside it. */
export function lineAt(spot: PointerSpot, picture: Omit<ParallelPicture, "marked">): number | null {
  const { plot, layout, brushes, matching } = picture;
  const right = layout.axes.findIndex((_, index) => axisX(index, layout) >= spot.x);
  if (right < 1) return null;
  const near = plot.lines
    .map((line) => ({ line, distance: distanceTo(line, { spot, right, layout }) }))
    .filter(({ distance }) => distance <= NEAR_PX)
    .toSorted((a, b) => a.distance - b.distance);
  const isIn = (line: ParallelLine) =>
    (matching === null || matching.has(line.number)) && passes(line, { axes: plot.axes, brushes });
  return near.find(({ line }) => isIn(line))?.line.number ?? null;
}

interface Stretch {
  readonly spot: PointerSpot;
  /** The axis right of the pointer. */
  readonly right: number;
  readonly layout: ParallelLayout;
}

/** How far above or below the pointer a line passes; infinitely far where it has a gap. */
function distanceTo({ places }: ParallelLine, { spot, right, layout }: Stretch): number {
  const [from, to] = [places[right - 1] ?? null, places[right] ?? null];
  if (from === null || to === null) return Number.POSITIVE_INFINITY;
  const [x1, x2] = [axisX(right - 1, layout), axisX(right, layout)];
  const y1 = placeY(from, layout.flipped.has(layout.axes[right - 1]?.key ?? ""));
  const y2 = placeY(to, layout.flipped.has(layout.axes[right]?.key ?? ""));
  return Math.abs(y1 + ((y2 - y1) * (spot.x - x1)) / (x2 - x1) - spot.y);
}
