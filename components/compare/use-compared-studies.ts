"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { studyTrialsQuery } from "@/components/study/study-trials-query";
import { useTRPC, useTRPCClient } from "@/components/workspace/trpc";
import { compareObjective } from "@/lib/analysis/compare-objective";
import { useSteadyList } from "./use-steady-list";

/** Everything a comparison shows of its studies; each list has an entry per id, `undefined` until it is read. */
export function useComparedStudies(ids: readonly string[], askedObjective: string | null) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const readSeries = (request: { study_id: string; since?: string }) => client.study.series.query(request);
  const read = useQueries({ queries: ids.map((study_id) => trpc.study.read.queryOptions({ study_id })) });
  const trials = useQueries({ queries: ids.map((studyId) => studyTrialsQuery({ studyId, queryClient, readSeries })) });
  const studies = useSteadyList(read.flatMap(({ data }) => data ?? []));
  const { chosen, all } = compareObjective(studies, askedObjective);
  const shares = (id: string) => chosen?.studyIds.includes(id) ?? false;
  const best = useQueries({
    queries: ids.map((study_id) =>
      trpc.study.best.queryOptions(
        { study_id, ...(chosen === null ? {} : { metric: chosen.objective.metric }) },
        { enabled: shares(study_id) },
      ),
    ),
  });
  return {
    studies,
    chosen,
    objectives: all,
    trials: useSteadyList(trials.map(({ data }) => data)),
    incumbents: useSteadyList(best.map(({ data }, index) => (shares(ids[index] ?? "") ? (data?.trial ?? null) : null))),
    failed: [...read, ...trials].find(({ isError, data }) => isError && data === undefined)?.error ?? null,
    retry: () => {
      for (const query of [...read, ...trials, ...best]) if (query.isError) void query.refetch();
    },
  };
}
