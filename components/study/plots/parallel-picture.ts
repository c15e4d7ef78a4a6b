import type { PictureView, PlotDrawing } from "@/components/chart/plot-drawing";
import { SvgPen } from "@/components/chart/svg-pen";
import { svgNumber } from "@/components/chart/svg-text";
import { drawParallel, type ParallelPicture } from "./draw-parallel";
import { drawParallelAxes } from "./draw-parallel-axes";
import { PARALLEL_HEIGHT, parallelWidth } from "./parallel-layout";

interface ParallelFile extends Omit<ParallelPicture, "layout" | "marked"> {
  readonly flipped: ReadonlySet<string>;
}

/** Parallel coordinates as SVG, drawn as on the page; as wide as its axes need. */
export function parallelPicture({ plot, flipped, brushes, matching }: ParallelFile, view: PictureView): PlotDrawing {
  const width = parallelWidth(plot.axes.length, view.width);
  const layout = { axes: plot.axes, flipped, width };
  const pen = new SvgPen(view);
  drawParallel({ pen, colors: view.colors }, { plot, layout, brushes, matching, marked: [] });
  drawParallelAxes({ pen, colors: view.colors, fontFamily: view.fontFamily }, { layout, brushes });
  const size = `width="${svgNumber(width)}" height="${PARALLEL_HEIGHT}"`;
  return { svg: `<svg ${size}>${pen}</svg>`, width, height: PARALLEL_HEIGHT };
}
