import { updateWorkspace } from "@/lib/contract/workspace";
import { listActivity } from "@/lib/contract/workspace-activity";
import { readBackup } from "@/lib/contract/workspace-backup";
import { readUsage } from "@/lib/contract/workspace-usage";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const workspaceRouter = router({
  update: exposeMutation(updateWorkspace),
  activity: exposeQuery(listActivity),
  usage: exposeQuery(readUsage),
  backup: exposeQuery(readBackup),
});
