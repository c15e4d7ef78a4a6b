"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ChartFrame } from "@/components/chart/chart-frame";
import type { LegendEntry } from "@/components/chart/chart-legend";
import { chartSvg } from "@/components/chart/chart-svg";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import { Select } from "@/components/ui/select";
import { useTRPC } from "@/components/workspace/trpc";
import { emptyLineage, lineageTable, lineageView, scheduledParameters } from "@/lib/analysis/lineage";
import type { Study } from "@/lib/contract/study";
import type { StudyLineage } from "@/lib/contract/study-lineage";
import { countOf } from "@/lib/format/count";
import { lineageOption } from "./lineage-option";

interface LineageCardProps {
  readonly study: Study;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

/** How a population went: its places, or the schedule of one parameter, with an arrow where one took over from another. */
export function LineageCard(props: LineageCardProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.study.lineage.queryOptions({ study_id: props.study.id }));
  return data === undefined ? null : <Lineage {...props} data={data} />;
}

const PLACES = "places";

function Lineage({ study, selected, onSelect, data }: LineageCardProps & { readonly data: StudyLineage }) {
  const [height, setHeight] = useState(PLACES);
  const parameters = useMemo(() => scheduledParameters(data), [data]);
  const parameter = parameters.includes(height) ? height : null;
  const direction = study.objectives.find(({ metric }) => metric === data.metric)?.direction ?? "minimize";
  const view = useMemo(() => lineageView({ data, direction, parameter }), [data, direction, parameter]);
  const unit = study.scheduler?.resource.name ?? "step";
  const logarithmic = parameter !== null && isLogarithmic(study, parameter);
  const { metric } = data;
  const buildOption = useMemo(
    () => lineageOption.bind(null, { view, metric, unit, parameter, logarithmic, selected }),
    [view, metric, unit, parameter, logarithmic, selected],
  );
  return (
    <ChartFrame
      id="lineage"
      title="Lineage"
      subject={study.name}
      note={study.scheduler?.name}
      empty={emptyLineage(data)}
      actions={
        parameters.length === 0 ? null : (
          <Select
            label="Height"
            size="sm"
            className="sm:w-52 max-sm:w-36"
            value={parameter ?? PLACES}
            onValueChange={setHeight}
            options={[
              { value: PLACES, label: "Places" },
              ...parameters.map((name) => ({ value: name, label: `Schedule of ${name}` })),
            ]}
          />
        )
      }
      legend={LEGEND}
      remarks={[`Stronger is better at the last ${metric}`, ...view.remarks]}
      table={() => lineageTable(data, metric)}
      onSelectRow={([number]) => onSelect(Number(number))}
      picture={(picture) => chartSvg({ buildOption, height: 420 }, picture)}
    >
      <ZoomableChart
        label={`Lineage of ${countOf(view.founders.length, "place")}: ${countOf(view.exploits.length, "takeover")}.`}
        buildOption={buildOption}
        onSelect={(id) => onSelect(Number(id))}
      />
    </ChartFrame>
  );
}

const LEGEND: readonly LegendEntry[] = [
  { label: "a member while it trained", mark: "line", color: "sequentialHigh" },
  { label: "took over from", mark: "line", color: "inkSoft" },
];

function isLogarithmic({ search_space }: Study, name: string): boolean {
  const parameter: unknown = search_space[name];
  return typeof parameter === "object" && parameter !== null && "scale" in parameter && parameter.scale === "log";
}
