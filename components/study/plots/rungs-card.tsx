"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ChartCanvas } from "@/components/chart/chart-canvas";
import { ChartFrame } from "@/components/chart/chart-frame";
import type { LegendEntry } from "@/components/chart/chart-legend";
import { chartSvg } from "@/components/chart/chart-svg";
import type { TrialSelection } from "@/components/trial/use-trial-selection";
import { useTRPC } from "@/components/workspace/trpc";
import { emptyRungs, fateNames, type RungsView, rungsTable, rungsView, trialsFilter } from "@/lib/analysis/rungs";
import type { Study } from "@/lib/contract/study";
import { rungFates } from "@/lib/contract/study-rungs";
import { countOf } from "@/lib/format/count";
import { fateColors, rungsOption, segmentId } from "./rungs-option";

interface RungsCardProps {
  readonly study: Study;
  readonly selection: TrialSelection;
  readonly onSelect: (number: number) => void;
}

/** Who came to each rung of each bracket, and what became of them. */
export function RungsCard({ study, selection, onSelect }: RungsCardProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.study.rungs.queryOptions({ study_id: study.id }));
  const unit = study.scheduler?.resource.name ?? "step";
  const view = useMemo(() => (data === undefined ? null : rungsView(data)), [data]);
  const buildOption = useMemo(() => (view === null ? null : rungsOption.bind(null, { view, unit })), [view, unit]);
  if (data === undefined || view === null || buildOption === null) return null;
  const show = (id: string) => {
    const trials = trialsAt(view, id);
    const [only] = trials;
    if (trials.length === 1 && only !== undefined) return onSelect(only);
    if (trials.length > 0) selection.setText(trialsFilter(trials));
  };
  return (
    <ChartFrame
      id="rungs"
      title="Rungs and brackets"
      subject={study.name}
      note={study.scheduler?.name}
      empty={emptyRungs(data)}
      legend={legendOf(view)}
      remarks={view.remarks}
      hint="A click on a part of a bar filters the trials to it, the best hundred of them."
      table={() => rungsTable(view)}
      picture={(picture) => chartSvg({ buildOption, height: 60 + 110 * view.brackets.length }, picture)}
    >
      {/* Classes, since the content security policy allows no inline styles in the first page. */}
      <div className={`flex ${HEIGHTS[Math.min(HEIGHTS.length, view.brackets.length) - 1] ?? "h-56"}`}>
        <ChartCanvas
          label={`Rungs of ${countOf(view.brackets.length, "bracket")}`}
          buildOption={buildOption}
          onSelect={show}
          zoomResets={0}
          onZoomed={ignore}
          className="w-full min-w-0 flex-1"
        />
      </div>
    </ChartFrame>
  );
}

const HEIGHTS = [
  "h-56",
  "h-72",
  "h-88",
  "h-104",
  "h-120",
  "h-136",
  "h-152",
  "h-168",
  "h-184",
  "h-200",
  "h-216",
  "h-232",
];
const ignore = () => undefined;

function trialsAt({ brackets }: RungsView, id: string): readonly number[] {
  for (const { bars } of brackets)
    for (const bar of bars)
      for (const segment of bar.segments) if (segmentId(bar, segment) === id) return segment.trials;
  return [];
}

/** Only what there is: seven marks for two kinds of bars would be read for nothing. */
function legendOf({ brackets }: RungsView): readonly LegendEntry[] {
  const bars = brackets.flatMap((bracket) => bracket.bars);
  const there = new Set(bars.flatMap(({ segments }) => segments.map(({ fate }) => fate)));
  const legend: LegendEntry[] = rungFates
    .filter((fate) => there.has(fate))
    .map((fate) => ({ label: fateNames[fate], mark: "square", color: fateColors[fate] }));
  const counted = bars.some(({ quota }) => quota !== null && quota > 0);
  return counted ? [...legend, { label: "so many may move on", mark: "dashed", color: "ink" }] : legend;
}
