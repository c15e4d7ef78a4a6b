import { pools } from "@/server/db/pools";
import { logger } from "@/server/kernel/process-logger";
import { publishStudyChange } from "@/server/live/study-changes";
import type { PeriodicJob } from "./periodic";

const REAPED_AT_ONCE = 100;

interface StudyRow {
  readonly workspace_id: string;
  readonly study_id: string;
}

/**
 * Every second, on every replica: note that this replica lives, put back the trials of workers that do not, and tell those
 * to stop that have run for too long.
 */
export function keepLeases(replicaId: string): PeriodicJob {
  return {
    name: "keep-leases",
    everyMs: 1_000,
    async run() {
      const { rows: beats } = await pools().system.query<{ silent: boolean }>({
        name: "beat_service",
        text: "select beat_service($1) as silent",
        values: [replicaId],
      });
      // After an outage of our own every lease starts afresh; nothing is reaped in this run.
      if (beats[0]?.silent === true)
        return logger().warn("no replica was alive for a while: every lease starts afresh");
      let reaped: number;
      do {
        reaped = await reap();
      } while (reaped === REAPED_AT_ONCE);
      await stopOvertime();
    },
  };
}

/** One short transaction; how many it took. */
async function reap(): Promise<number> {
  const { rows } = await pools().system.query<StudyRow>({
    name: "reap_expired_leases",
    text: "select workspace_id, study_id from reap_expired_leases($1)",
    values: [REAPED_AT_ONCE],
  });
  for (const { workspace_id, study_id } of rows) publishStudyChange(workspace_id, study_id);
  if (rows.length > 0) logger().info("leases expired", { count: rows.length });
  return rows.length;
}

/** What is left of very many comes with the next run. */
async function stopOvertime(): Promise<void> {
  const { rows } = await pools().system.query<StudyRow>({
    name: "stop_overtime_trials",
    text: "select workspace_id, study_id from stop_overtime_trials($1)",
    values: [REAPED_AT_ONCE],
  });
  for (const { workspace_id, study_id } of rows) publishStudyChange(workspace_id, study_id);
}
