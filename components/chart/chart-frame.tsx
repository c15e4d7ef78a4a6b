"use client";

import { type ReactNode, useRef, useState } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import type { EmptyPlot } from "@/lib/analysis/empty-plot";
import type { PlotCell } from "@/lib/analysis/plot-table";
import { ChartLegend } from "./chart-legend";
import { ChartTable } from "./chart-table";
import { type ChartExport, ExportMenu } from "./export-menu";

interface ChartFrameProps extends Omit<ChartExport, "subject" | "legend" | "remarks"> {
  /** Id of the heading. */
  readonly id: string;
  readonly subject?: string | undefined;
  readonly note?: ReactNode;
  /** Settings of this plot, left of what every plot has. */
  readonly actions?: ReactNode;
  readonly legend?: ChartExport["legend"];
  /** What the picture leaves out: “400 of 9,000 trials drawn”. */
  readonly remarks?: readonly string[];
  readonly onSelectRow?: (row: readonly PlotCell[]) => void;
  /** How to work with the plot, for the screen only. */
  readonly hint?: ReactNode;
  readonly className?: string;
  /** What is said while there is nothing to draw: then there is nothing to set, to list or to take along either. */
  readonly empty?: EmptyPlot | null;
  readonly children: ReactNode;
}

/** The frame around every plot: its name, its settings, its numbers as a table, its files. */
export function ChartFrame(props: ChartFrameProps) {
  const { id, title, subject = "", note, actions, legend = [], remarks = [], hint, children } = props;
  const [view, setView] = useState<"plot" | "table">("plot");
  const plot = useRef<HTMLDivElement>(null);
  if (props.empty !== undefined && props.empty !== null) {
    return (
      <Card id={id} title={title} note={note} className={props.className ?? ""}>
        <div className="grid min-h-56 flex-1 place-content-center">
          <EmptyState title={props.empty.title} icon="chart">
            {props.empty.text}
          </EmptyState>
        </div>
      </Card>
    );
  }
  return (
    <Card
      id={id}
      title={title}
      note={note}
      className={props.className ?? ""}
      actions={
        <>
          {actions}
          <IconButton
            icon={view === "plot" ? "table" : "chart"}
            size="sm"
            label={view === "plot" ? "Show as table" : "Show as plot"}
            aria-pressed={view === "table"}
            onClick={() => setView(view === "plot" ? "table" : "plot")}
          />
          <ExportMenu {...{ title, subject, legend, remarks, plot }} table={props.table} picture={props.picture} />
        </>
      }
    >
      <div ref={plot} className="flex min-h-0 min-w-0 flex-1 flex-col">
        {view === "table" ? (
          <ChartTable label={`${title} as a table`} table={props.table()} onSelectRow={props.onSelectRow} />
        ) : (
          children
        )}
      </div>
      {view === "plot" ? <ChartLegend entries={legend} remarks={remarks} /> : null}
      {view === "plot" && hint !== undefined ? <p className="px-4 pb-3 text-xs text-ink-faint">{hint}</p> : null}
    </Card>
  );
}
