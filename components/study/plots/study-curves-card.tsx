"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import type { LegendEntry } from "@/components/chart/chart-legend";
import { chartSvg } from "@/components/chart/chart-svg";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useTRPC } from "@/components/workspace/trpc";
import { type CurvesView, curvesTable, curvesView, describeCurves, emptyCurves } from "@/lib/analysis/study-curves";
import type { Study } from "@/lib/contract/study";
import { curvesOption } from "./study-curves-option";

interface StudyCurvesCardProps {
  readonly study: Study;
  readonly incumbent: number | null;
  readonly matching: ReadonlySet<number> | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

type Scale = "linear" | "log";

/** What trials measured while they trained, many at once. */
export function StudyCurvesCard({ study, incumbent, matching, selected, onSelect }: StudyCurvesCardProps) {
  const trpc = useTRPC();
  const [wanted, setMetric] = useState<string>();
  const [scale, setScale] = useState<{ readonly x: Scale; readonly y: Scale }>({ x: "linear", y: "linear" });
  const request = { study_id: study.id, ...(wanted === undefined ? {} : { metric: wanted }) };
  const { data } = useQuery(
    trpc.study.curves.queryOptions(request, { placeholderData: keepPreviousData, trpc: ALONE }),
  );
  const rungs = useRungResources(study);
  const view = useMemo(
    () => (data === undefined ? null : curvesView({ data, rungs, incumbent })),
    [data, rungs, incumbent],
  );
  const unit = study.scheduler?.resource.name ?? "step";
  const { x } = scale;
  const y = view?.canLog === true ? scale.y : "linear";
  const metric = data?.metric ?? "";
  const buildOption = useMemo(
    () =>
      view === null ? null : curvesOption.bind(null, { view, metric, unit, scales: { x, y }, matching, selected }),
    [view, metric, unit, x, y, matching, selected],
  );
  // A study whose trials report at their end only has no curves.
  const none = data === undefined || (data.metrics.length === 0 && study.scheduler === null);
  if (none || view === null || buildOption === null) return null;
  return (
    <ChartFrame
      id="learning-curves"
      title="Learning curves"
      subject={study.name}
      note={data.metrics.length > 1 ? undefined : metric}
      empty={data.metrics.length > 1 ? null : emptyCurves(data)}
      actions={
        <>
          {data.metrics.length > 1 ? (
            <Select
              label="Metric"
              size="sm"
              className="sm:w-44 max-sm:w-32"
              value={metric}
              onValueChange={setMetric}
              options={data.metrics.map((name) => ({ value: name, label: name }))}
            />
          ) : null}
          <Segmented label="Step axis" value={x} onChange={(next) => setScale({ ...scale, x: next })} options={STEPS} />
          {view.canLog ? (
            <Segmented
              label="Value axis"
              value={y}
              onChange={(next) => setScale({ ...scale, y: next })}
              options={{ linear: "Linear", log: "Log" }}
            />
          ) : null}
        </>
      }
      legend={legendOf(view)}
      remarks={view.remarks}
      table={() => curvesTable(view, metric)}
      onSelectRow={([number]) => onSelect(Number(number))}
      picture={(picture) => chartSvg({ buildOption, height: 400 }, picture)}
    >
      <ZoomableChart
        label={describeCurves(view, metric)}
        buildOption={buildOption}
        onSelect={(id) => onSelect(Number(id))}
      />
    </ChartFrame>
  );
}

/** In a call of its own: what is quicker to read must not wait for it. */
const ALONE = { context: { skipBatch: true } } as const;
const STEPS = { linear: "Steps", log: "Log steps" } as const;
const NONE: readonly number[] = [];
/** Schedulers whose rungs are few and fixed; the others judge every so many steps. */
const WITH_RUNGS = new Set(["successive-halving", "hyperband", "asha", "pasha"]);

function useRungResources(study: Study): readonly number[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.study.rungs.queryOptions({ study_id: study.id }, { enabled: WITH_RUNGS.has(study.scheduler?.name ?? "") }),
  );
  return useMemo(() => (data === undefined ? NONE : [...new Set(data.rungs.map(({ resource }) => resource))]), [data]);
}

function legendOf({ curves, rungs }: CurvesView): readonly LegendEntry[] {
  const there = (test: (curve: CurvesView["curves"][number]) => boolean, entry: LegendEntry) =>
    curves.some(test) ? [entry] : [];
  return [
    ...there(({ rank }) => rank === "incumbent", { label: "incumbent", mark: "line", color: "accent" }),
    ...there(({ rank }) => rank === "running", { label: "running", mark: "line", color: "running" }),
    ...there(({ rank }) => rank === "best", { label: "among the best", mark: "line", color: "completed" }),
    ...there(({ rank }) => rank === "peer", { label: "others", mark: "line", color: "inkFaint" }),
    ...there(({ state }) => state === "pruned", { label: "pruned here", mark: "cross", color: "pruned" }),
    ...there(({ state }) => state === "paused", { label: "paused here", mark: "ring", color: "paused" }),
    ...there(({ imported }) => imported, { label: "imported", mark: "dashed", color: "completed" }),
    ...(rungs.length > 0 ? [{ label: "rungs", mark: "dashed", color: "inkFaint" } as const] : []),
  ];
}
