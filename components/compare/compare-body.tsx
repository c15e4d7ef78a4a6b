"use client";

import { useDeferredValue, useMemo } from "react";
import { Card } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";
import type { CompareView } from "@/lib/analysis/compare-address";
import type { SharedObjective } from "@/lib/analysis/compare-objective";
import { compareOverview } from "@/lib/analysis/compare-overview";
import type { ComparedStudy } from "@/lib/analysis/compared-study";
import { incumbentDifference } from "@/lib/analysis/incumbent-difference";
import { settingsDifference } from "@/lib/analysis/settings-difference";
import { spaceDifference } from "@/lib/analysis/space-difference";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import { valueDistribution } from "@/lib/analysis/value-distribution";
import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { formatCount } from "@/lib/format/count";
import { ComparePlots } from "./compare-plots";
import { DifferenceTable } from "./difference-table";
import { OverviewCard } from "./overview-card";
import { type SeriesLook, seriesLooks } from "./series-look";

interface CompareBodyProps {
  readonly compared: {
    readonly studies: readonly Study[];
    readonly chosen: SharedObjective;
    /** `undefined` until they are read. */
    readonly trials: readonly (StudyTrials | undefined)[];
    readonly incumbents: readonly (Trial | null)[];
  };
  readonly view: CompareView;
  readonly onView: (change: Partial<CompareView>) => void;
  readonly studyHref: (id: string) => string;
  readonly idsHref: (ids: readonly string[]) => string;
  readonly mayLeaveOut: boolean;
}

export function CompareBody({ compared, view, onView, studyHref, idsHref, mayLeaveOut }: CompareBodyProps) {
  const { studies, chosen, incumbents } = compared;
  const { objective } = chosen;
  const ids = studies.map(({ id }) => id);
  const key = ids.join(",");
  const looks = useMemo(() => seriesLooks(key.split(",")), [key]);
  // What is clicked goes before tens of thousands of values.
  const trials = useDeferredValue(compared.trials);
  const drawn = useDrawn({ studies, trials, chosen });
  const distribution = useMemo(() => valueDistribution({ studies: drawn, objective }), [drawn, objective]);
  const rows = compareOverview(
    studies.map((study, index) => ({
      study,
      incumbent: incumbents[index] ?? null,
      distribution: distribution.studies.find(({ id }) => id === study.id) ?? null,
    })),
    objective,
  );
  const known = trials.every((study) => study !== undefined);
  return (
    <>
      <OverviewCard
        rows={rows}
        objective={objective}
        looks={looks}
        studyHref={studyHref}
        firstHref={(id) => idsHref([id, ...ids.filter((other) => other !== id)])}
        withoutHref={mayLeaveOut ? (id) => idsHref(ids.filter((other) => other !== id)) : null}
      />
      <ComparePlots
        studies={drawn}
        objective={objective}
        distribution={distribution}
        looks={looks}
        view={view}
        onView={onView}
        loading={!known}
        remarks={thinnedRemarks(studies, trials)}
      />
      <Differences {...{ studies, incumbents, chosen, looks, view, onView }} />
    </>
  );
}

interface DrawnRequest {
  readonly studies: readonly Study[];
  readonly trials: readonly (StudyTrials | undefined)[];
  readonly chosen: SharedObjective;
}

/** The studies that have the objective, with the trials that are known of them. */
function useDrawn({ studies, trials, chosen }: DrawnRequest): readonly ComparedStudy[] {
  const shared = chosen.studyIds.join(",");
  return useMemo(
    () =>
      studies.flatMap(({ id, name }, index) =>
        shared.split(",").includes(id) ? [{ id, name, points: trials[index]?.points ?? [] }] : [],
      ),
    [studies, trials, shared],
  );
}

function thinnedRemarks(studies: readonly Study[], trials: readonly (StudyTrials | undefined)[]): readonly string[] {
  return studies.flatMap(({ name }, index) => {
    const known = trials[index];
    if (known === undefined || known.every === 1) return [];
    return [
      `${name}: ${formatCount(known.points.length)} of ${formatCount(known.total)} trials, each improvement among them`,
    ];
  });
}

interface DifferencesProps extends Pick<CompareBodyProps, "view" | "onView"> {
  readonly studies: readonly Study[];
  readonly incumbents: readonly (Trial | null)[];
  readonly chosen: SharedObjective;
  readonly looks: ReadonlyMap<string, SeriesLook>;
}

/** Incumbents, search spaces and settings, each as a table in which the differences from the first study are marked. */
function Differences({ studies, incumbents, chosen, looks, view, onView }: DifferencesProps) {
  const { objective } = chosen;
  const best = useMemo(() => {
    const compared = studies.map(({ search_space: space }, index) => ({ space, trial: incumbents[index] ?? null }));
    return incumbentDifference(compared, objective);
  }, [studies, incumbents, objective]);
  const spaces = useMemo(() => spaceDifference(studies), [studies]);
  const settings = useMemo(() => settingsDifference(studies), [studies]);
  const shared = { studies, looks };
  const onlyDifferences = view.rows === "differences";
  const choice = (
    <Segmented
      label="Rows"
      value={view.rows}
      onChange={(rows) => onView({ rows })}
      options={{ differences: "Differences", all: "All" }}
    />
  );
  const note = (rows: readonly { readonly same: boolean }[]) =>
    `${rows.filter(({ same }) => !same).length} of ${rows.length} differ`;
  return (
    <>
      <Card id="incumbents" title="Incumbents" note="distance from the first study's">
        <DifferenceTable
          {...shared}
          label="Incumbents side by side"
          rowName="Value and assignments"
          rows={best}
          onlyDifferences={false}
        />
      </Card>
      <Card id="search-spaces" title="Search spaces" note={note(spaces)} actions={choice}>
        <DifferenceTable
          {...shared}
          {...{ onlyDifferences }}
          label="Search spaces side by side"
          rowName="Parameter"
          rows={spaces}
        />
      </Card>
      <Card id="settings" title="Settings" note={note(settings)} actions={choice}>
        <DifferenceTable
          {...shared}
          {...{ onlyDifferences }}
          label="Settings side by side"
          rowName="Setting"
          rows={settings}
        />
      </Card>
    </>
  );
}
