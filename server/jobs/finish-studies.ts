import { pools } from "@/server/db/pools";
import { hotPath } from "@/server/db/sql/hot-path";
import { scheduleFunctions } from "@/server/db/sql/schedule-functions";
import { endRaces } from "@/server/engine-host/follow-repeats";
import { placeTrials } from "@/server/engine-host/schedule/place-trials";
import { studySchedule } from "@/server/engine-host/schedule/study-schedule";
import { publishStudyChange } from "@/server/live/study-changes";
import type { PeriodicJob } from "./periodic";

const STUDIES_PER_RUN = 50;
/** Whoever is promoted now waits for the next worker; a few are as good as all. */
const PROMOTED_AT_ONCE = 64;

/** Studies that have nothing left become finished although nobody asks any more. */
export const finishStudies: PeriodicJob = {
  name: "finish-studies",
  everyMs: 1_000,
  async run() {
    const { rows } = await pools().system.query<{ workspace_id: string; study_id: string }>({
      name: "drained_studies",
      text: "select workspace_id, study_id from drained_studies($1)",
      values: [STUDIES_PER_RUN],
    });
    for (const { workspace_id, study_id } of rows) {
      await endRaces({ workspaceId: workspace_id, studyId: study_id });
      const seen = await letPromote(workspace_id, study_id);
      const outcome = await hotPath(pools(), workspace_id).finishStudy(study_id, seen);
      if (outcome.kind === "finished") publishStudyChange(workspace_id, study_id);
    }
  },
};

/** A study whose paused trials may still go on is not finished. */
async function letPromote(workspaceId: string, studyId: string): Promise<number | null> {
  const functions = scheduleFunctions(pools().hot, workspaceId);
  const schedule = await studySchedule(functions, studyId);
  if (schedule === null) return null;
  const { seen } = await placeTrials(
    { studyId, functions, schedule },
    { want: PROMOTED_AT_ONCE, horizon: null, canResume: true },
  );
  return seen;
}
