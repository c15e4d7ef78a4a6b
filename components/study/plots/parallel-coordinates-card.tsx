"use client";

import { useDeferredValue, useMemo, useState } from "react";
import type { TrialSelection } from "@/components/trial/use-trial-selection";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import { Segmented } from "@/components/ui/segmented";
import {
  type Brush,
  brushFilter,
  firstAxes,
  parallelAxes,
  parallelCoordinates,
} from "@/lib/analysis/parallel-coordinates";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import type { Study } from "@/lib/contract/study";
import { countOf, formatCount } from "@/lib/format/count";
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
    <Card
      id="parallel-coordinates"
      title="Parallel coordinates"
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
      <p className="flex flex-wrap gap-x-4 px-4 pb-3 text-xs text-ink-soft">
        <span>Drag along an axis to filter, drag its name to move it, click its name to turn it over.</span>
        {plot.lines.length < plot.total || trials.every > 1 ? (
          <span>
            {formatCount(plot.lines.length)} of {countOf(Math.max(plot.total, trials.total), "trial")} drawn, the best
            among them
          </span>
        ) : null}
        {order.length < all.length ? (
          <span>
            {order.length} of {all.length} axes shown
          </span>
        ) : null}
      </p>
    </Card>
  );
}

interface AxesMenuProps {
  readonly axes: ReturnType<typeof parallelAxes>;
  readonly order: readonly string[];
  readonly flipped: ReadonlySet<string>;
  readonly onShow: (key: string) => void;
  readonly onMove: (key: string, to: number) => void;
  readonly onFlip: (key: string) => void;
}

/** What pointers do on the axes, for keyboards: show, hide, move, turn over. */
function AxesMenu({ axes, order, flipped, onShow, onMove, onFlip }: AxesMenuProps) {
  const trigger = (
    <Button variant="quiet" size="sm" icon="settings">
      Axes
    </Button>
  );
  const shown = order.flatMap((key) => axes.filter((axis) => axis.key === key));
  const others = axes.filter(({ key }) => !order.includes(key));
  return (
    <DropdownMenu trigger={trigger}>
      <DropdownMenuLabel>Show or hide</DropdownMenuLabel>
      {[...shown, ...others].map(({ key, name }) => (
        <DropdownMenuItem key={key} icon={order.includes(key) ? "eye" : "eyeOff"} onSelect={() => onShow(key)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
      <DropdownMenuLabel>Move to the left</DropdownMenuLabel>
      {shown.slice(1).map(({ key, name }, index) => (
        <DropdownMenuItem key={key} icon="chevronLeft" onSelect={() => onMove(key, index)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
      <DropdownMenuLabel>Turn over</DropdownMenuLabel>
      {shown.map(({ key, name }) => (
        <DropdownMenuItem key={key} icon={flipped.has(key) ? "arrowDown" : "arrowUp"} onSelect={() => onFlip(key)}>
          <bdi>{name}</bdi>
        </DropdownMenuItem>
      ))}
    </DropdownMenu>
  );
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
