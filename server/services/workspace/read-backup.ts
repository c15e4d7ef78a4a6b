import * as contract from "@/lib/contract/workspace-backup";
import { backupAge } from "@/server/backup/backup-watch";
import { queryService } from "@/server/kernel/service";

export const readBackup = queryService(contract.readBackup, async () => {
  const age = await backupAge();
  if (age === null || age.hours <= contract.BACKUP_OLD_HOURS) return { overdue: null };
  return { overdue: { last_at: age.lastAt?.toISOString() ?? null } };
});
