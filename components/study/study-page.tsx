"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { CompareDialog } from "@/components/compare/compare-dialog";
import { ShareDialog } from "@/components/share/share-dialog";
import { StopTrialDialog } from "@/components/trial/stop-trial-dialog";
import { TrialSheet } from "@/components/trial/trial-sheet";
import { TrialsCard } from "@/components/trial/trials-card";
import { useTrialControl } from "@/components/trial/use-trial-control";
import { type TrialSelection, useTrialSelection } from "@/components/trial/use-trial-selection";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/components/ui/use-now";
import { useTRPC, useTRPCClient } from "@/components/workspace/trpc";
import { NO_TRIALS } from "@/lib/analysis/study-trials";
import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { isExternal } from "@/lib/domain/external-sampler";
import { isPopulation } from "@/lib/domain/scheduler-study";
import { FirstTrialCard } from "./first-trial-card";
import { IncumbentCard } from "./incumbent-card";
import { LineageCard } from "./plots/lineage-card";
import { OptimizationHistoryCard } from "./plots/optimization-history-card";
import { ParallelCoordinatesCard } from "./plots/parallel-coordinates-card";
import { RungsCard } from "./plots/rungs-card";
import { SliceCard } from "./plots/slice-card";
import { StudyCurvesCard } from "./plots/study-curves-card";
import { RepeatsCard } from "./repeats-card";
import { StudyActions } from "./study-actions";
import { StudyHeader } from "./study-header";
import { studyTrialsQuery } from "./study-trials-query";
import { useLiveStudy } from "./use-live-study";

interface StudyPageProps {
  readonly studyId: string;
  readonly workspaceSlug: string;
  readonly baseUrl: string;
  /** The server's time, so that both write the same first page. */
  readonly nowMs: number;
  /** Whether this person may change the study. The server decides; buttons that would be refused are not shown. */
  readonly mayWrite: boolean;
  /** Whether this person may stop trials and have them tried again. */
  readonly mayControlTrials: boolean;
  /** Whether this person may show it to people without an account. */
  readonly mayShare: boolean;
  /** Whether this person may make the key that the first program needs. */
  readonly mayMakeKey: boolean;
}

/** A study as it stands: progress, incumbent, plots, trials. It follows the study while it is open. */
export function StudyPage({ studyId, workspaceSlug, baseUrl, nowMs, ...person }: StudyPageProps) {
  const trpc = useTRPC();
  const study = useQuery(trpc.study.read.queryOptions({ study_id: studyId }));
  const liveness = useLiveStudy(studyId);
  const now = useNow(nowMs);
  if (study.data === undefined) return <StudyPagePending />;
  const started = Object.values(study.data.trial_counts).some((count) => count > 0);
  const ended = study.data.state === "stopped" || study.data.state === "finished";
  return (
    <div className="flex flex-col gap-6">
      <StudyHeader
        study={study.data}
        workspaceSlug={workspaceSlug}
        liveness={liveness}
        nowMs={now}
        actions={
          <>
            <CompareDialog study={study.data} projectHref={`/${workspaceSlug}/${study.data.project_id}`} />
            {person.mayShare ? <ShareDialog study={study.data} nowMs={now} /> : null}
            {person.mayWrite ? <StudyActions study={study.data} workspaceSlug={workspaceSlug} /> : null}
          </>
        }
      />
      {started ? (
        <StudyBody study={study.data} nowMs={now} {...person} />
      ) : ended ? (
        <EmptyState title="No trial was handed out" level="h2">
          This study ended before anything asked for a trial.
        </EmptyState>
      ) : isExternal(study.data.sampler) ? (
        <EmptyState title="Waiting for the first trial" level="h2">
          A client makes this study’s trials, with a sampler of its own. This page changes as soon as there is one.
        </EmptyState>
      ) : (
        <FirstTrialCard study={study.data} baseUrl={baseUrl} mayMakeKey={person.mayMakeKey} />
      )}
    </div>
  );
}

interface StudyBodyProps extends Pick<StudyPageProps, "nowMs" | "mayWrite" | "mayControlTrials"> {
  readonly study: Study;
}

function StudyBody({ study, nowMs, mayWrite, mayControlTrials }: StudyBodyProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [selected, setSelected] = useState<number | null>(null);
  const select = useCallback((number: number) => setSelected(number), []);
  const selection = useTrialSelection(study.id);
  const [control, question] = useTrialControl({
    studyId: study.id,
    mayRetry: !isExternal(study.sampler),
    onSelect: select,
  });
  const controlled = { control: mayControlTrials ? control : null };
  const best = useQuery(trpc.study.best.queryOptions({ study_id: study.id }));
  const readSeries = (request: { study_id: string; since?: string }) => client.study.series.query(request);
  const trials = useQuery(studyTrialsQuery({ studyId: study.id, queryClient, readSeries }));
  const [objective] = study.objectives;
  const incumbent = best.data?.trial ?? null;
  const plots = { trials: trials.data ?? NO_TRIALS, selected, onSelect: select };
  return (
    <>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        {objective === undefined ? null : (
          <OptimizationHistoryCard
            {...plots}
            objective={objective}
            matching={selection.matching}
            subject={study.name}
          />
        )}
        <div className="flex min-w-0 flex-col gap-6">
          <IncumbentCard
            study={study}
            incumbent={incumbent}
            group={best.data?.group ?? null}
            rung={best.data?.rung ?? null}
            onSelect={select}
          />
        </div>
      </div>
      {objective === undefined || study.repeats === null ? null : (
        <RepeatsCard study={study} repeats={study.repeats} objective={objective} onSelect={select} />
      )}
      <TrialsCard {...plots} {...controlled} study={study} selection={selection} nowMs={nowMs} />
      <SchedulePlots {...plots} study={study} selection={selection} incumbent={incumbent} />
      <ParallelCoordinatesCard {...plots} study={study} selection={selection} />
      {objective === undefined ? null : (
        <SliceCard {...plots} study={study} objective={objective} matching={selection.matching} />
      )}
      <TrialSheet
        study={study}
        number={selected}
        incumbent={incumbent}
        mayWrite={mayWrite}
        nowMs={nowMs}
        onClose={() => setSelected(null)}
        onSelect={select}
        {...controlled}
      />
      <StopTrialDialog question={question} />
    </>
  );
}

interface SchedulePlotsProps {
  readonly study: Study;
  readonly selection: TrialSelection;
  readonly incumbent: Trial | null;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
}

/** What trials measured while they trained, and what a scheduler made of it. */
function SchedulePlots({ study, selection, incumbent, selected, onSelect }: SchedulePlotsProps) {
  const population = isPopulation(study.scheduler?.name);
  return (
    <>
      {study.scheduler === null || population ? null : (
        <RungsCard study={study} selection={selection} onSelect={onSelect} />
      )}
      {population ? <LineageCard study={study} selected={selected} onSelect={onSelect} /> : null}
      <StudyCurvesCard
        study={study}
        incumbent={incumbent?.number ?? null}
        matching={selection.matching}
        selected={selected}
        onSelect={onSelect}
      />
    </>
  );
}

function StudyPagePending() {
  return (
    <div role="status" aria-label="Loading the study" className="flex flex-col gap-6">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-2 w-full" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
      </div>
    </div>
  );
}
