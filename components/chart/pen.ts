/**
 * What our own plots draw with: the part of a canvas context that can also be written as SVG (see `svg-pen.ts`), so that
 * the picture on the screen and the one in a file come from the same drawing.
 */
export interface Pen {
  lineWidth: number;
  globalAlpha: number;
  lineJoin: CanvasLineJoin;
  strokeStyle: CanvasRenderingContext2D["strokeStyle"];
  fillStyle: CanvasRenderingContext2D["fillStyle"];
  /** Size in pixels and families: `10px Inter, sans-serif`. */
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  /** Whole circles only. */
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  stroke(): void;
  fill(): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}
