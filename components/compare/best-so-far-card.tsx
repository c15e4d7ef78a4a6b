"use client";

import { useMemo } from "react";
import type { ChartView } from "@/components/chart/chart-canvas";
import { ChartFrame } from "@/components/chart/chart-frame";
import { chartSvg } from "@/components/chart/chart-svg";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import { Segmented } from "@/components/ui/segmented";
import type { CompareView } from "@/lib/analysis/compare-address";
import { type BestSoFarComparison, bestSoFarTable, compareBestSoFar } from "@/lib/analysis/compare-best-so-far";
import type { ComparedStudy } from "@/lib/analysis/compared-study";
import type { Objective } from "@/lib/contract/study";
import { countOf } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";
import { bestSoFarOption } from "./best-so-far-option";
import { type SeriesLook, seriesLegend } from "./series-look";

interface BestSoFarCardProps {
  readonly studies: readonly ComparedStudy[];
  readonly objective: Objective;
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly view: CompareView;
  readonly onView: (change: Partial<CompareView>) => void;
  /** Studies of which only some trials are known, in words. */
  readonly remarks: readonly string[];
}

/** The best value so far of each study, over each other. */
export function BestSoFarCard({ studies, objective, looks, view, onView, remarks }: BestSoFarCardProps) {
  const { axis } = view;
  const comparison = useMemo(() => compareBestSoFar({ studies, objective, axis }), [studies, objective, axis]);
  const drawn = comparison.lines.filter(({ corners }) => corners.length > 0);
  const logarithmic = comparison.canLog && view.scale === "log";
  const buildOption = useMemo(
    () => (chart: ChartView) => bestSoFarOption({ comparison, looks, axis, logarithmic }, chart),
    [comparison, looks, axis, logarithmic],
  );
  return (
    <ChartFrame
      id="best-so-far"
      title="Best so far"
      note={`${objective.direction} ${objective.metric}`}
      subject={studies.map(({ name }) => name).join(", ")}
      actions={
        <>
          <Segmented
            label="Horizontal axis"
            value={axis}
            onChange={(next) => onView({ axis: next })}
            options={{ trial: "By trial", time: "By time" }}
          />
          {comparison.canLog ? (
            <Segmented
              label="Value axis"
              value={view.scale}
              onChange={(scale) => onView({ scale })}
              options={{ linear: "Linear", log: "Log" }}
            />
          ) : null}
        </>
      }
      legend={seriesLegend(drawn, { looks })}
      remarks={[...remarks, ...emptyRemarks(comparison)]}
      table={() => bestSoFarTable({ comparison, objective, axis })}
      picture={(picture) => chartSvg({ buildOption, height: 360 }, picture)}
    >
      <ZoomableChart label={describe(comparison, objective)} buildOption={buildOption} />
    </ChartFrame>
  );
}

function emptyRemarks({ lines }: BestSoFarComparison): readonly string[] {
  const empty = lines.filter(({ corners }) => corners.length === 0).map(({ name }) => name);
  return empty.length === 0 ? [] : [`No value yet: ${empty.join(", ")}`];
}

function describe({ lines }: BestSoFarComparison, { metric }: Objective): string {
  const best = lines.map(({ name, corners }) => {
    const last = corners.at(-1);
    return `${name} ${last === undefined ? "none yet" : formatNumber(last.value, 6)}`;
  });
  return `Best ${metric} so far of ${countOf(lines.length, "study", "studies")}: ${best.join("; ")}.`;
}
