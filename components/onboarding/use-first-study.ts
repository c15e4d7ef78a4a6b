"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "@/components/workspace/trpc";
import type { Study } from "@/lib/contract/study";
import { FIRST_PROJECT, firstStudy, firstStudyName } from "./first-study";

/** After so many first studies somebody knows the way. */
const FIRST_STUDIES_MAX = 50;

/** Opens a study nobody has asked yet, for the first program to work on; makes it, and its project, where there is none. */
export function useFirstStudy(onReady: (study: Study) => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const project = await client.project.create.mutate({ ...FIRST_PROJECT, if_exists: "return" });
      for (let attempt = 1; attempt <= FIRST_STUDIES_MAX; attempt += 1) {
        const study = await client.study.create.mutate({
          ...firstStudy,
          project_id: project.id,
          name: firstStudyName(attempt),
          if_exists: "return",
        });
        if (isUntouched(study)) return study;
      }
      throw new Error(`There are ${FIRST_STUDIES_MAX} first studies already. Archive some, or create a study by hand.`);
    },
    onSuccess: (study) => {
      queryClient.setQueryData(trpc.study.read.queryKey({ study_id: study.id }), study);
      onReady(study);
    },
  });
}

function isUntouched({ state, archived_at, trial_counts }: Study): boolean {
  return state === "active" && archived_at === null && Object.values(trial_counts).every((count) => count === 0);
}
