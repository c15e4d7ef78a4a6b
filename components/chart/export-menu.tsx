"use client";

import type { RefObject } from "react";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import type { PlotTable } from "@/lib/analysis/plot-table";
import { toCsv } from "@/lib/format/csv";
import { fileName } from "@/lib/format/file-name";
import { readChartColors } from "./chart-colors";
import type { LegendEntry } from "./chart-legend";
import { composePicture } from "./compose-picture";
import { downloadFile } from "./download-file";
import { pngFile, svgFile } from "./picture-file";
import type { PictureView, PlotDrawing } from "./plot-drawing";

/** What a plot gives away: its numbers, and itself. Both are made only when asked for. */
export interface ChartExport {
  readonly title: string;
  /** Which study or studies, for the name of the file and the head of the picture. */
  readonly subject: string;
  readonly table: () => PlotTable;
  readonly picture: (view: PictureView) => PlotDrawing | Promise<PlotDrawing>;
  readonly legend: readonly LegendEntry[];
  readonly remarks: readonly string[];
}

interface ExportMenuProps extends ChartExport {
  /** The plot: pictures are as wide as it is, in its font. */
  readonly plot: RefObject<HTMLElement | null>;
}

const [WIDTH_MIN, WIDTH_MAX] = [640, 1400];

export function ExportMenu({ plot, ...chart }: ExportMenuProps) {
  const toast = useToast();
  const { title, subject } = chart;
  const save = async (ending: "png" | "svg" | "csv") => {
    try {
      downloadFile(fileName([title, subject], ending), await fileOf(chart, { ending, host: plot.current }));
    } catch (error) {
      const description = error instanceof Error ? error.message : "Try again.";
      toast({ title: `The ${ending.toUpperCase()} file could not be made`, description, tone: "danger" });
    }
  };
  return (
    <DropdownMenu trigger={<IconButton icon="download" size="sm" label={`Download ${title.toLowerCase()}`} />}>
      <DropdownMenuLabel>Download</DropdownMenuLabel>
      <DropdownMenuItem icon="chart" onSelect={() => save("png")}>
        Picture (PNG)
      </DropdownMenuItem>
      <DropdownMenuItem icon="edit" onSelect={() => save("svg")}>
        Drawing (SVG)
      </DropdownMenuItem>
      <DropdownMenuItem icon="table" onSelect={() => save("csv")}>
        Numbers (CSV)
      </DropdownMenuItem>
    </DropdownMenu>
  );
}

interface FileRequest {
  readonly ending: "png" | "svg" | "csv";
  readonly host: HTMLElement | null;
}

async function fileOf(chart: ChartExport, { ending, host }: FileRequest): Promise<Blob> {
  if (ending === "csv") return new Blob([toCsv(chart.table())], { type: "text/csv;charset=utf-8" });
  if (host === null) throw new Error("The plot is not on the page.");
  const view = pictureView(host);
  const drawing = composePicture({ ...chart, drawing: await chart.picture(view) }, view);
  return ending === "svg" ? svgFile(drawing) : await pngFile(drawing);
}

/** Light whatever the theme: pictures end up in documents. */
function pictureView(host: HTMLElement): PictureView {
  const pen = document.createElement("canvas").getContext("2d");
  return {
    colors: readChartColors(host, "light"),
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.round(host.clientWidth))),
    // ECharts writes it into a style attribute as it is, where double quotation marks would end the attribute.
    fontFamily: getComputedStyle(host).fontFamily.replaceAll('"', "'"),
    measure: (text, font) => {
      if (pen === null) return text.length * 7;
      pen.font = font;
      return pen.measureText(text).width;
    },
  };
}
