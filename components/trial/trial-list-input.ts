export type TrialFilter = "all" | "running" | "completed" | "failed" | "pruned";

interface TrialListPage {
  readonly studyId: string;
  readonly filter: TrialFilter;
  readonly cursor?: string | undefined;
}

const PAGE_SIZE = 25;
const STATES: Readonly<Record<TrialFilter, string | undefined>> = {
  all: undefined,
  running: "running,paused,queued",
  completed: "completed",
  failed: "failed,infeasible",
  pruned: "pruned,cancelled",
};

/** One page of the table as the API is asked for it; the server prepares the first with the very same. */
export function trialListInput({ studyId, filter, cursor }: TrialListPage) {
  const state = STATES[filter];
  return {
    study_id: studyId,
    order: "desc" as const,
    limit: PAGE_SIZE,
    ...(state === undefined ? {} : { state }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
