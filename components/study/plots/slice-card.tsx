"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import type { LegendEntry } from "@/components/chart/chart-legend";
import { Button } from "@/components/ui/button";
import { emptyValuePlot, fewValuesHint } from "@/lib/analysis/empty-plot";
import { type SlicePlot, slicePlot } from "@/lib/analysis/slice";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import { trialTable } from "@/lib/analysis/trial-table";
import type { Objective, Study } from "@/lib/contract/study";
import { SlicePanelView } from "./slice-panel-view";
import { slicePicture } from "./slice-picture";

interface SliceCardProps {
  readonly study: Study;
  readonly trials: StudyTrials;
  readonly objective: Objective;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

const PANELS_AT_FIRST = 6;

/** The objective over each parameter alone. */
export function SliceCard({ study, trials, objective, matching, selected, onSelect }: SliceCardProps) {
  const [all, setAll] = useState(false);
  const points = useDeferredValue(trials.points);
  const plot = useMemo(() => slicePlot({ study, points, objective }), [study, points, objective]);
  const panels = all ? plot.panels : plot.panels.slice(0, PANELS_AT_FIRST);
  const parameters = panels.map(({ parameter }) => parameter);
  const thinned = panels.some(({ dots, total }) => dots.length < total);
  return (
    <ChartFrame
      id="slice"
      title="Slice"
      subject={study.name}
      empty={emptyValuePlot(points, objective.metric)}
      hint={fewValuesHint(points, objective.metric)}
      note={`${objective.metric} over each parameter`}
      actions={
        plot.panels.length > PANELS_AT_FIRST ? (
          <Button variant="quiet" size="sm" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${plot.panels.length}`}
          </Button>
        ) : null
      }
      legend={legendOf(plot)}
      remarks={thinned ? ["Each panel says how many of its trials are drawn"] : []}
      table={() => trialTable({ points: plot.scored, parameters, metrics: [objective.metric] })}
      onSelectRow={([number]) => onSelect(Number(number))}
      picture={(view) => slicePicture({ plot, panels, matching }, view)}
    >
      <div className="grid gap-x-5 gap-y-3 p-4 sm:grid-cols-2 xl:grid-cols-3">
        {panels.map((panel) => (
          <SlicePanelView
            key={panel.parameter}
            panel={panel}
            valueAxis={plot.valueAxis}
            metric={objective.metric}
            matching={matching}
            selected={selected}
            onSelect={onSelect}
          />
        ))}
      </div>
    </ChartFrame>
  );
}

function legendOf({ allCanWin, anyImported }: SlicePlot): readonly LegendEntry[] {
  return [
    { label: "completed", mark: "dot", color: "completed" },
    ...(anyImported ? [{ label: "imported", mark: "diamond", color: "completed" } as const] : []),
    ...(allCanWin ? [] : [{ label: "pruned or infeasible", mark: "dot", color: "pruned" } as const]),
  ];
}
