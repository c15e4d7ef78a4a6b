"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { slicePlot } from "@/lib/analysis/slice";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Objective, Study } from "@/lib/contract/study";
import { SlicePanelView } from "./slice-panel-view";

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
  return (
    <Card
      id="slice"
      title="Slice"
      note={`${objective.metric} over each parameter`}
      actions={
        plot.panels.length > PANELS_AT_FIRST ? (
          <Button variant="quiet" size="sm" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${plot.panels.length}`}
          </Button>
        ) : undefined
      }
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
    </Card>
  );
}
