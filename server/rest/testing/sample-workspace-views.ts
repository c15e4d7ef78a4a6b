import { USAGE_DAYS } from "@/lib/contract/workspace-usage";

/** What the home page of a workspace may be answered. */
export const workspaceViewSamples = {
  "workspace.activity": { data: [] },
  "workspace.backup": { overdue: { last_at: "2026-11-24T00:00:00Z" } },
  "workspace.usage": {
    days: Array.from({ length: USAGE_DAYS }, (_, index) => ({
      day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
      ended: { completed: 0, pruned: 0, infeasible: 0, failed: 0, cancelled: 0 },
    })),
    running: { trials: 0, studies: 0, workers: 0 },
    storage: { bytes: 0, quota_bytes: 0, quota_usual_bytes: 0, quota_max_bytes: 0, files: 0 },
    studies: { active: 0, paused: 0, stopped: 0, finished: 0 },
  },
};
