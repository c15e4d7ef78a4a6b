import * as contract from "@/lib/contract/workspace-usage";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { queryService } from "@/server/kernel/service";

export const readUsage = queryService(contract.readUsage, async ({ db }) => {
  const row = await db.usage(contract.USAGE_DAYS);
  if (row === undefined) throw new Error("The database returned no row");
  const { bytes, files, quota } = row.storage;
  return {
    days: row.days.map(({ day, ended }) => ({ day, ended: { ...NONE_ENDED, ...ended } })),
    running: row.running,
    storage: { bytes, files, ...quotaOf(quota) },
    studies: { active: 0, paused: 0, stopped: 0, finished: 0, ...row.studies },
  };
});

function quotaOf(own: number | null) {
  const { quotaBytes: usual, quotaBytesMax: most } = artifactStorage();
  return { quota_bytes: Math.min(own ?? usual, most), quota_usual_bytes: usual, quota_max_bytes: most };
}

const NONE_ENDED = { completed: 0, pruned: 0, infeasible: 0, failed: 0, cancelled: 0 };
