import { pools } from "@/server/db/pools";
import { hotPath } from "@/server/db/sql/hot-path";
import { publishStudyChange } from "@/server/live/study-changes";
import type { PeriodicJob } from "./periodic";

const STUDIES_PER_RUN = 50;

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
      const outcome = await hotPath(pools(), workspace_id).finishStudy(study_id);
      if (outcome.kind === "finished") publishStudyChange(workspace_id, study_id);
    }
  },
};
