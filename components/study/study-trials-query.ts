import type { QueryClient } from "@tanstack/react-query";
import { mergeSeries, NO_TRIALS, type StudyTrials } from "@/lib/analysis/study-trials";
import type { StudySeries } from "@/lib/contract/study-series";

interface StudyTrialsQuery {
  readonly studyId: string;
  readonly queryClient: QueryClient;
  /** `study.series`, by whatever way: over HTTP in the browser, in process on the server. */
  readonly readSeries: (request: { study_id: string; since?: string }) => Promise<StudySeries>;
}

/** The query behind the plots and the table: every trial of the study once, afterwards only what changed. */
export function studyTrialsQuery({ studyId, queryClient, readSeries }: StudyTrialsQuery) {
  const queryKey = [...STUDY_TRIALS_KEY, studyId] as const;
  return {
    queryKey,
    queryFn: async (): Promise<StudyTrials> => {
      const before = queryClient.getQueryData<StudyTrials>(queryKey) ?? NO_TRIALS;
      const since = before.asOf === null ? {} : { since: before.asOf };
      return mergeSeries(before, await readSeries({ study_id: studyId, ...since }));
    },
    // Trials that did not change are the same objects; comparing their contents again would cost more than drawing.
    structuralSharing: false as const,
  };
}

export const STUDY_TRIALS_KEY = ["study-trials"] as const;
