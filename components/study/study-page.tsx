"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { SelectedTrialCard } from "@/components/trial/selected-trial-card";
import { TrialsCard } from "@/components/trial/trials-card";
import { Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/components/ui/use-now";
import { useTRPC, useTRPCClient } from "@/components/workspace/trpc";
import { EMPTY_TRIAL_LOG } from "@/lib/analysis/trial-log";
import type { Study } from "@/lib/contract/study";
import { FirstTrialCard } from "./first-trial-card";
import { IncumbentCard } from "./incumbent-card";
import { OptimizationHistoryCard } from "./plots/optimization-history-card";
import { StudyHeader } from "./study-header";
import { trialLogQuery } from "./trial-log-query";
import { useLiveStudy } from "./use-live-study";

interface StudyPageProps {
  readonly studyId: string;
  readonly baseUrl: string;
  /** The server's time, so that both write the same first page. */
  readonly nowMs: number;
}

/** A study as it stands: progress, incumbent, optimisation history, trials. It follows the study while it is open. */
export function StudyPage({ studyId, baseUrl, nowMs }: StudyPageProps) {
  const trpc = useTRPC();
  const study = useQuery(trpc.study.read.queryOptions({ study_id: studyId }));
  const liveness = useLiveStudy(studyId);
  const now = useNow(nowMs);
  if (study.data === undefined) return <StudyPagePending />;
  const started = Object.values(study.data.trial_counts).some((count) => count > 0);
  return (
    <div className="flex flex-col gap-6">
      <StudyHeader study={study.data} liveness={liveness} nowMs={now} />
      {started ? (
        <StudyBody study={study.data} nowMs={now} />
      ) : (
        <FirstTrialCard studyId={studyId} baseUrl={baseUrl} metric={study.data.objectives[0]?.metric ?? "value"} />
      )}
    </div>
  );
}

function StudyBody({ study, nowMs }: { readonly study: Study; readonly nowMs: number }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const select = useCallback((trialId: string) => setSelectedId(trialId), []);
  const metrics = study.objectives.map(({ metric }) => metric);
  const best = useQuery(trpc.study.best.queryOptions({ study_id: study.id }));
  const log = useQuery(
    trialLogQuery({
      studyId: study.id,
      metrics,
      queryClient,
      listTrials: (request) => client.trial.list.query(request),
    }),
  );
  const [objective] = study.objectives;
  return (
    <>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        {objective === undefined ? null : (
          <OptimizationHistoryCard
            log={log.data ?? EMPTY_TRIAL_LOG}
            objective={objective}
            selectedId={selectedId}
            onSelect={select}
          />
        )}
        <div className="flex min-w-0 flex-col gap-6">
          <IncumbentCard study={study} incumbent={best.data?.trial ?? null} onSelect={select} />
          {selectedId === null ? null : (
            <SelectedTrialCard
              trialId={selectedId}
              parameters={Object.keys(study.search_space)}
              nowMs={nowMs}
              onClose={() => setSelectedId(null)}
            />
          )}
        </div>
      </div>
      <TrialsCard study={study} nowMs={nowMs} selectedId={selectedId} onSelect={select} />
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
