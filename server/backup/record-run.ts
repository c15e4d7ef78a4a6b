import { randomUUID } from "node:crypto";
import pg from "pg";
import type { TakenBackup } from "./take-backup";

/** Notes a backup taken by hand, so that its age is known to the metrics. A schema from before the table is no obstacle. */
export async function recordManualRun(systemUrl: string, { folder, rows, bytes }: TakenBackup): Promise<void> {
  const client = new pg.Client({ connectionString: systemUrl, application_name: "tellus-backup" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows: found } = await client.query<{ present: boolean }>(
      "SELECT to_regclass('public.backup_run') IS NOT NULL AS present",
    );
    if (found[0]?.present !== true) return;
    await client.query(
      "insert into backup_run (id, finished_at, folder, rows, bytes) values ($1, clock_timestamp(), $2, $3, $4)",
      [randomUUID(), folder, rows, bytes],
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
