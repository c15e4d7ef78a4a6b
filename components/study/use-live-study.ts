"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import { leaveWhenSignedOut } from "@/components/workspace/workspace-data";
import { latestOnly } from "./latest-only";
import { spacedOut } from "./spaced-out";
import { STUDY_TRIALS_KEY } from "./study-trials-query";
import { type Liveness, useLiveness } from "./use-liveness";

/** Plots that are read from many rows: while results stream in they are read again once in so long. */
const HEAVY: ReadonlySet<unknown> = new Set(["rungs", "curves", "lineage", "groups"]);
const HEAVY_EVERY_MS = 3_000;

/** Keeps what the page shows of a study current, and says whether it is. */
export function useLiveStudy(studyId: string): Liveness {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = useMemo(() => {
    const ofStudy = (heavy: boolean) =>
      trpc.study.pathFilter({
        predicate: ({ queryKey: [path] }) => HEAVY.has(Array.isArray(path) ? path[1] : path) === heavy,
      });
    const refreshHeavy = latestOnly(() => queryClient.invalidateQueries(ofStudy(true)));
    const spaced = spacedOut(refreshHeavy, HEAVY_EVERY_MS);
    const refreshRest = latestOnly(() =>
      Promise.all([
        queryClient.invalidateQueries(ofStudy(false)),
        queryClient.invalidateQueries(trpc.trial.pathFilter()),
        queryClient.invalidateQueries({ queryKey: STUDY_TRIALS_KEY }),
      ]),
    );
    return () => {
      refreshRest();
      spaced();
    };
  }, [trpc, queryClient]);
  return useLiveness(
    useSubscription(
      trpc.study.changes.subscriptionOptions({ study_id: studyId }, { onData: refresh, onError: leaveWhenSignedOut }),
    ),
  );
}
