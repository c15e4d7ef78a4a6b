import { z } from "zod";
import { operation } from "./operation";
import type { StudyState } from "./study";

export const USAGE_DAYS = 30;

/** What trials end as. */
export const endStates = ["completed", "pruned", "infeasible", "failed", "cancelled"] as const;
export type EndState = (typeof endStates)[number];

export const UsageDay = z.object({
  day: z.iso.date().meta({ description: "A day in UTC." }),
  ended: z.object({
    completed: z.int(),
    pruned: z.int(),
    infeasible: z.int(),
    failed: z.int(),
    cancelled: z.int(),
  } satisfies Record<EndState, z.ZodInt>),
});
export type UsageDay = z.infer<typeof UsageDay>;

export const WorkspaceUsage = z
  .object({
    days: z.array(UsageDay).length(USAGE_DAYS).meta({ description: "Trials that ended, by day; today is the last." }),
    running: z.object({
      trials: z.int(),
      studies: z.int(),
      workers: z.int().meta({ description: "Workers that said who they are." }),
    }),
    storage: z
      .object({
        bytes: z.int().meta({ description: "Of all files, announced ones too." }),
        quota_bytes: z.int().meta({ description: "The workspace's own, or what the installation says." }),
        quota_usual_bytes: z.int().meta({ description: "Of a workspace that has none of its own." }),
        quota_max_bytes: z.int().meta({ description: "The largest that it may have." }),
        files: z.int(),
      })
      .meta({ description: "Files of trials that are kept here." }),
    studies: z
      .object({ active: z.int(), paused: z.int(), stopped: z.int(), finished: z.int() } satisfies Record<
        StudyState,
        z.ZodInt
      >)
      .meta({ description: "Archived ones are left out." }),
  })
  .meta({ id: "WorkspaceUsage" });
export type WorkspaceUsage = z.infer<typeof WorkspaceUsage>;

export const readUsage = operation({
  id: "workspace.usage",
  summary: "Trials that ended on each of the last 30 days, what runs now, studies by state, and storage",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({}),
  output: WorkspaceUsage,
  errors: [],
});
