"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useMemo } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import { leaveWhenSignedOut } from "@/components/workspace/workspace-data";
import { latestOnly } from "./latest-only";
import { STUDY_TRIALS_KEY } from "./study-trials-query";

export type Liveness = "connecting" | "live" | "reconnecting";

const RETRY_MS = 2000;

/** Keeps what the page shows of a study current, and says whether it is. */
export function useLiveStudy(studyId: string): Liveness {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = useMemo(
    () =>
      latestOnly(() =>
        Promise.all([
          queryClient.invalidateQueries(trpc.study.pathFilter()),
          queryClient.invalidateQueries(trpc.trial.pathFilter()),
          queryClient.invalidateQueries({ queryKey: STUDY_TRIALS_KEY }),
        ]),
      ),
    [trpc, queryClient],
  );
  const subscription = useSubscription(
    trpc.study.changes.subscriptionOptions({ study_id: studyId }, { onData: refresh, onError: leaveWhenSignedOut }),
  );
  const { status, reset } = subscription;
  // The network: a stream that was refused or ended is asked for again.
  useEffect(() => {
    if (status !== "error" && status !== "idle") return;
    const timer = window.setTimeout(reset, RETRY_MS);
    return () => window.clearTimeout(timer);
  }, [status, reset]);
  if (status === "pending") return "live";
  return subscription.error === null && status === "connecting" ? "connecting" : "reconnecting";
}
