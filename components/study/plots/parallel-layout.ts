import type { ParallelAxis } from "@/lib/analysis/parallel-coordinates";

export const PARALLEL_HEIGHT = 340;
const PAD = { left: 64, right: 64, top: 48, bottom: 26 } as const;
/** Axes closer than this cannot be read or brushed: the plot then scrolls sideways. */
const AXIS_GAP_MIN = 108;

export interface ParallelLayout {
  readonly axes: readonly ParallelAxis[];
  readonly flipped: ReadonlySet<string>;
  readonly width: number;
}

/** How wide the plot has to be for its axes. */
export function parallelWidth(axes: number, available: number): number {
  return Math.max(available, PAD.left + PAD.right + Math.max(0, axes - 1) * AXIS_GAP_MIN);
}

export function axisX(index: number, { axes, width }: ParallelLayout): number {
  return axes.length === 1 ? width / 2 : PAD.left + (index * (width - PAD.left - PAD.right)) / (axes.length - 1);
}

/** How much of the width belongs to the name of an axis: it runs neither into the next one nor over the edge. */
export function nameRoom(index: number, layout: ParallelLayout): number {
  const x = axisX(index, layout);
  const toEdge = 2 * Math.min(x, layout.width - x);
  const gap = layout.axes.length === 1 ? toEdge : axisX(1, layout) - axisX(0, layout);
  return Math.min(toEdge, gap) - 8;
}

/** The axis whose place is nearest to x. */
export function axisIndexAt(x: number, layout: ParallelLayout): number {
  const distances = layout.axes.map((_, index) => Math.abs(axisX(index, layout) - x));
  return distances.indexOf(Math.min(...distances));
}

export function placeY(place: number, flipped: boolean): number {
  const height = PARALLEL_HEIGHT - PAD.top - PAD.bottom;
  return PAD.top + (flipped ? place : 1 - place) * height;
}

export function placeAt(y: number, flipped: boolean): number {
  const share = Math.min(1, Math.max(0, (y - PAD.top) / (PARALLEL_HEIGHT - PAD.top - PAD.bottom)));
  return flipped ? share : 1 - share;
}
