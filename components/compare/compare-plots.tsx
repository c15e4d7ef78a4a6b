"use client";

import { Skeleton } from "@/components/ui/skeleton";
import type { CompareView } from "@/lib/analysis/compare-address";
import type { ComparedStudy } from "@/lib/analysis/compared-study";
import type { ValueDistribution } from "@/lib/analysis/value-distribution";
import type { Objective } from "@/lib/contract/study";
import { BestSoFarCard } from "./best-so-far-card";
import { DistributionCards } from "./distribution-cards";
import type { SeriesLook } from "./series-look";

interface ComparePlotsProps {
  readonly studies: readonly ComparedStudy[];
  readonly objective: Objective;
  readonly distribution: ValueDistribution;
  readonly looks: ReadonlyMap<string, SeriesLook>;
  readonly view: CompareView;
  readonly onView: (change: Partial<CompareView>) => void;
  readonly loading: boolean;
  readonly remarks: readonly string[];
}

/** The plots; with no value anywhere there is nothing to draw, and that is said instead. */
export function ComparePlots(props: ComparePlotsProps) {
  const { studies, objective, distribution, looks, loading } = props;
  if (loading) {
    return (
      <div role="status" aria-label="Loading the trials">
        <Skeleton className="h-96" />
      </div>
    );
  }
  if (distribution.studies.every(({ count }) => count === 0)) {
    return (
      <p className="rounded-lg border border-line bg-surface px-4 py-10 text-center text-sm text-ink-soft">
        No trial of these studies has completed with a value of <bdi>{objective.metric}</bdi> yet. The plots stand here
        as soon as one has.
      </p>
    );
  }
  return (
    <>
      <BestSoFarCard
        studies={studies}
        objective={objective}
        looks={looks}
        view={props.view}
        onView={props.onView}
        remarks={props.remarks}
      />
      <DistributionCards studies={studies} distribution={distribution} metric={objective.metric} looks={looks} />
    </>
  );
}
