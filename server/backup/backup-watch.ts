import { systemPool } from "@/server/db/pools";
import { processSingleton } from "@/server/kernel/process";

export interface BackupAge {
  /** Null: none has ended yet. */
  readonly lastAt: Date | null;
  /** Since the last backup, or since the database was made. */
  readonly hours: number;
}

const watch = () => processSingleton("backup-watch", () => ({ isOn: false }));

/** Backups are ours to look after: the database is the embedded one. Told once, when the process starts. */
export function watchBackups(isOn: boolean): void {
  watch().isOn = isOn;
}

/** By the database's clock. Null: nobody is told of backups, as whoever runs a PostgreSQL of their own has their own. */
export async function backupAge(): Promise<BackupAge | null> {
  if (!watch().isOn) return null;
  const { rows } = await systemPool().query<{ last: Date | null; hours: number | null }>(AGE);
  const [row] = rows;
  return row === undefined || row.hours === null ? null : { lastAt: row.last, hours: row.hours };
}

const AGE = `
select last, (extract(epoch from clock_timestamp() - coalesce(last, (select min(created_at) from workspace))) / 3600)::float8 as hours
  from (select max(finished_at) as last from backup_run) ended`;
