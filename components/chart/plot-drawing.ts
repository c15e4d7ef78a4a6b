import type { ChartColors } from "./chart-colors";

/** What a plot needs to draw itself for a file. */
export interface PictureView {
  readonly colors: ChartColors;
  readonly width: number;
  readonly fontFamily: string;
  readonly measure: (text: string, font: string) => number;
}

/** A plot as an SVG element with its own size. */
export interface PlotDrawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}
