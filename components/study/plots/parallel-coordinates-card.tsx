"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import type { LegendEntry } from "@/components/chart/chart-legend";
import type { TrialSelection } from "@/components/trial/use-trial-selection";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { type EmptyPlot, emptyTrialPlot, emptyValuePlot } from "@/lib/analysis/empty-plot";
import {
  type Brush,
  brushFilter,
  firstAxes,
  type ParallelPlot,
  parallelAxes,
  parallelCoordinates,
  parallelTable,
} from "@/lib/analysis/parallel-coordinates";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Study } from "@/lib/contract/study";
import { countOf, formatCount } from "@/lib/format/count";
import { AxesMenu } from "./axes-menu";
import { parallelPicture } from "./parallel-picture";
import { ParallelPlotView } from "./parallel-plot-view";

interface ParallelCoordinatesCardProps {
  readonly study: Study;
  readonly trials: StudyTrials;
  readonly selection: TrialSelection;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

type Top = "all" | "100" | "10";
const TOPS: Readonly<Record<Top, string>> = { all: "All", "100": "Best 100", "10": "Best 10" };

/** Every trial as a line over its parameters and results. A brush on an axis filters the whole page. */
export function ParallelCoordinatesCard({
  study,
  trials,
  selection,
  selected,
  onSelect,
}: ParallelCoordinatesCardProps) {
  const [top, setTop] = useState<Top>("all");
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  // What is typed and clicked goes before thousands of lines.
  const points = useDeferredValue(trials.points);
  const all = useMemo(() => parallelAxes(study, points), [study, points]);
  const order = chosen ?? firstAxes(all);
  const plot = useMemo(
    () => parallelCoordinates({ study, points, order: chosen ?? undefined, top: top === "all" ? null : Number(top) }),
    [study, points, chosen, top],
  );
  const brush = (key: string, to: Brush | undefined) => {
    const { [key]: _, ...others } = selection.brushes;
    const brushes = to === undefined ? others : { ...others, [key]: to };
    selection.setBrushes(brushes, brushFilter(all, brushes));
  };
  const move = (key: string, to: number) => {
    const others = order.filter((other) => other !== key);
    setChosen([...others.slice(0, to), key, ...others.slice(to)]);
  };
  const show = (key: string) => {
    if (!order.includes(key)) return setChosen([...order, key]);
    brush(key, undefined);
    setChosen(order.filter((other) => other !== key));
  };
  const brushed = Object.keys(selection.brushes).length > 0;
  return (
    <ChartFrame
      id="parallel-coordinates"
      title="Parallel coordinates"
      subject={study.name}
      empty={emptyTrialPlot(points) ?? emptyLines(study, points)}
      actions={
        <>
          {brushed ? (
            <Button variant="quiet" size="sm" icon="close" onClick={selection.clearBrushes}>
              Clear brushes
            </Button>
          ) : null}
          <Segmented label="Trials drawn" value={top} onChange={setTop} options={TOPS} />
          <AxesMenu
            axes={all}
            order={order}
            flipped={flipped}
            onShow={show}
            onMove={move}
            onFlip={(key) => setFlipped(toggled(flipped, key))}
          />
        </>
      }
      legend={plot.lines.some(({ imported }) => imported) ? IMPORTED : []}
      remarks={remarksOf(plot, { trials, shown: order.length, axes: all.length })}
      hint="Drag along an axis to filter, drag its name to move it, click its name to turn it over."
      table={() => parallelTable({ plot, points })}
      onSelectRow={([number]) => onSelect(Number(number))}
      picture={(view) =>
        parallelPicture({ plot, flipped, brushes: selection.brushes, matching: selection.matching }, view)
      }
    >
      <ParallelPlotView
        plot={plot}
        flipped={flipped}
        brushes={selection.brushes}
        matching={selection.matching}
        selected={selected}
        onSelect={onSelect}
        onBrush={brush}
        onMove={move}
        onFlip={(key) => setFlipped(toggled(flipped, key))}
      />
    </ChartFrame>
  );
}

/** Lines have their colour from their rank, so that the mark alone says it. */
const IMPORTED: readonly LegendEntry[] = [{ label: "imported", mark: "diamond", color: "inkSoft" }];

/** A line takes two axes: where there is one parameter, a trial has none until it has a value. */
function emptyLines({ search_space, objectives: [objective] }: Study, points: StudyTrials["points"]): EmptyPlot | null {
  if (objective === undefined || Object.keys(search_space).length > 1) return null;
  return emptyValuePlot(points, objective.metric);
}

interface Whole {
  readonly trials: StudyTrials;
  readonly shown: number;
  readonly axes: number;
}

function remarksOf(plot: ParallelPlot, { trials, shown, axes }: Whole): readonly string[] {
  const all = Math.max(plot.total, trials.total);
  const capped = plot.lines.length < plot.total || trials.every > 1;
  return [
    ...(capped ? [`${formatCount(plot.lines.length)} of ${countOf(all, "trial")} drawn, the best among them`] : []),
    ...(shown < axes ? [`${shown} of ${axes} axes shown`] : []),
  ];
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
