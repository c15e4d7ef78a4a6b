"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import { leaveWhenSignedOut } from "@/components/workspace/workspace-data";
import { latestOnly } from "./latest-only";
import { STUDY_TRIALS_KEY } from "./study-trials-query";
import { type Liveness, useLiveness } from "./use-liveness";

/** Keeps what the page shows of several studies current, over one stream; only what changed is read again. */
export function useLiveStudies(studyIds: readonly string[]): Liveness {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const key = studyIds.join(",");
  const refresh = useMemo(() => {
    const refreshStudy = (study_id: string) =>
      Promise.all([
        queryClient.invalidateQueries(trpc.study.read.queryFilter({ study_id })),
        queryClient.invalidateQueries(trpc.study.best.queryFilter({ study_id })),
        queryClient.invalidateQueries({ queryKey: [...STUDY_TRIALS_KEY, study_id] }),
      ]);
    return new Map(key.split(",").map((id) => [id, latestOnly(() => refreshStudy(id))]));
  }, [trpc, queryClient, key]);
  return useLiveness(
    useSubscription(
      trpc.study.changesOfSeveral.subscriptionOptions(
        { study_ids: [...studyIds] },
        { onData: ({ study_id }) => refresh.get(study_id)?.(), onError: leaveWhenSignedOut },
      ),
    ),
  );
}
