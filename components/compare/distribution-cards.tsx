"use client";

import { useMemo } from "react";
import type { ChartView } from "@/components/chart/chart-canvas";
import { ChartFrame } from "@/components/chart/chart-frame";
import { chartSvg } from "@/components/chart/chart-svg";
import { ZoomableChart } from "@/components/chart/zoomable-chart";
import type { ComparedStudy } from "@/lib/analysis/compared-study";
import { distributionTable, quartileTable, type ValueDistribution } from "@/lib/analysis/value-distribution";
import { countOf } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";
import { boxOption, ecdfOption } from "./distribution-option";
import { type SeriesLook, seriesLegend } from "./series-look";

interface DistributionCardsProps {
  readonly studies: readonly ComparedStudy[];
  readonly distribution: ValueDistribution;
  readonly metric: string;
  readonly looks: ReadonlyMap<string, SeriesLook>;
}

/** How the values of each study are spread: as quartiles, and in full. */
export function DistributionCards({ studies, distribution, metric, looks }: DistributionCardsProps) {
  const picture = useMemo(() => ({ distribution, looks, metric }), [distribution, looks, metric]);
  const boxes = useMemo(() => (view: ChartView) => boxOption(picture, view), [picture]);
  const curves = useMemo(() => (view: ChartView) => ecdfOption(picture, view), [picture]);
  const subject = studies.map(({ name }) => name).join(", ");
  const { beyond } = distribution.fence;
  const remarks = beyond === 0 ? [] : [`${countOf(beyond, "value")} beyond the axis`];
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <ChartFrame
        id="distribution"
        title="Distribution of values"
        note="completed trials"
        subject={subject}
        remarks={["Box: quartiles and median. Whiskers: the farthest within 1.5 quartile ranges.", ...remarks]}
        table={() => quartileTable(distribution)}
        picture={(view) => chartSvg({ buildOption: boxes, height: 120 + 56 * studies.length }, view)}
      >
        <ZoomableChart label={describe(distribution, metric)} buildOption={boxes} />
      </ChartFrame>
      <ChartFrame
        id="empirical-distribution"
        title="Empirical distribution"
        note={`share of trials with ${metric} up to a value`}
        subject={subject}
        legend={seriesLegend(
          distribution.studies.filter(({ count }) => count > 0),
          { looks },
        )}
        remarks={remarks}
        table={() => distributionTable(distribution, metric)}
        picture={(view) => chartSvg({ buildOption: curves, height: 340 }, view)}
      >
        <ZoomableChart label={`Empirical distribution of ${metric}: ${subject}.`} buildOption={curves} />
      </ChartFrame>
    </div>
  );
}

function describe({ studies }: ValueDistribution, metric: string): string {
  const medians = studies.map(
    ({ name, quartiles }) => `${name} ${quartiles === null ? "none" : formatNumber(quartiles.median, 5)}`,
  );
  return `Distribution of ${metric}, medians: ${medians.join("; ")}.`;
}
