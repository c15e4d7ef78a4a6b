import type { Pen } from "./pen";

interface Diamond {
  readonly x: number;
  readonly y: number;
  /** Of the dot that it stands for: both cover the same area. */
  readonly radius: number;
}

/** Adds a diamond to the path: the mark of what was imported. */
export function traceDiamond(pen: Pen, { x, y, radius }: Diamond): void {
  const reach = radius * Math.sqrt(Math.PI / 2);
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.lineTo(x, y - reach);
}
