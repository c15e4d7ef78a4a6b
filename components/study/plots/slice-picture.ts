import type { PictureView, PlotDrawing } from "@/components/chart/plot-drawing";
import { SvgPen } from "@/components/chart/svg-pen";
import { svgNumber, svgText } from "@/components/chart/svg-text";
import type { SlicePlot } from "@/lib/analysis/slice";
import { formatParameterName } from "@/lib/format/parameter-name";
import { drawSlice, SLICE_HEIGHT } from "./draw-slice";

interface SliceFile {
  readonly plot: SlicePlot;
  readonly panels: SlicePlot["panels"];
  readonly matching: ReadonlySet<number> | null;
}

const NAME_PX = 18;
const GAP_PX = 14;
const PANEL_MIN_PX = 260;

/** The panels as SVG, side by side as on the page. */
export function slicePicture({ plot, panels, matching }: SliceFile, view: PictureView): PlotDrawing {
  const { colors, fontFamily } = view;
  const columns = Math.max(1, Math.min(3, panels.length, Math.floor(view.width / PANEL_MIN_PX)));
  const width = (view.width - (columns - 1) * GAP_PX) / columns;
  const height = NAME_PX + SLICE_HEIGHT;
  const cells = panels.map((panel, index) => {
    const x = (index % columns) * (width + GAP_PX);
    const y = Math.floor(index / columns) * (height + GAP_PX);
    const pen = new SvgPen(view);
    drawSlice({ pen, width, colors, fontFamily }, { panel, valueAxis: plot.valueAxis, matching, selected: null });
    const name = `<text x="${svgNumber(x + 4)}" y="${svgNumber(y + 12)}" font-size="12" font-weight="500" font-family="${svgText(fontFamily)}" fill="${colors.ink}">${svgText(formatParameterName(panel.parameter))}</text>`;
    return `${name}<svg x="${svgNumber(x)}" y="${svgNumber(y + NAME_PX)}" width="${svgNumber(width)}" height="${SLICE_HEIGHT}">${pen}</svg>`;
  });
  const rows = Math.ceil(panels.length / columns);
  const total = Math.max(0, rows * (height + GAP_PX) - GAP_PX);
  const size = `width="${svgNumber(view.width)}" height="${svgNumber(total)}"`;
  return { svg: `<svg ${size}>${cells.join("")}</svg>`, width: view.width, height: total };
}
