import type { QueryClient } from "@tanstack/react-query";
import { EMPTY_TRIAL_LOG, refreshTrialLog, type TrialLog } from "@/lib/analysis/trial-log";
import { toTrialPoint } from "@/lib/analysis/trial-point";
import type { Trial } from "@/lib/contract/trial";

/** Small enough to be read again at each change, large enough that a study of thousands takes few requests. */
const PAGE_SIZE = 250;

interface TrialPageRequest {
  readonly study_id: string;
  readonly limit: number;
  readonly cursor?: string;
}

interface TrialLogQuery {
  readonly studyId: string;
  readonly metrics: readonly string[];
  readonly queryClient: QueryClient;
  /** `trial.list`, by whatever way: over HTTP in the browser, in process on the server. */
  readonly listTrials: (
    request: TrialPageRequest,
  ) => Promise<{ readonly data: readonly Trial[]; readonly next_cursor: string | null }>;
}

/** The query behind the plots: every trial of the study, of which only what can have changed is read again. */
export function trialLogQuery({ studyId, metrics, queryClient, listTrials }: TrialLogQuery) {
  const queryKey = [...TRIAL_LOG_KEY, studyId] as const;
  return {
    queryKey,
    queryFn: (): Promise<TrialLog> => {
      const previous = queryClient.getQueryData<TrialLog>(queryKey) ?? EMPTY_TRIAL_LOG;
      return refreshTrialLog(previous, async (cursor) => {
        const request = { study_id: studyId, limit: PAGE_SIZE };
        const page = await listTrials(cursor === null ? request : { ...request, cursor });
        return { cursor, nextCursor: page.next_cursor, points: page.data.map((trial) => toTrialPoint(trial, metrics)) };
      });
    },
    // Pages that did not change are the same objects; comparing their contents again would cost more than drawing.
    structuralSharing: false as const,
  };
}

export const TRIAL_LOG_KEY = ["trial-log"] as const;
