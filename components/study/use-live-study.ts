"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/workspace/trpc";
import { leaveWhenSignedOut } from "@/components/workspace/workspace-data";
import { latestOnly } from "./latest-only";
import { STUDY_TRIALS_KEY } from "./study-trials-query";
import { type Liveness, useLiveness } from "./use-liveness";

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
  return useLiveness(
    useSubscription(
      trpc.study.changes.subscriptionOptions({ study_id: studyId }, { onData: refresh, onError: leaveWhenSignedOut }),
    ),
  );
}
