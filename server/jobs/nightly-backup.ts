import { deleteOldBackups } from "@/server/backup/backup-folders";
import { backupReader } from "@/server/backup/backup-reader";
import { takeBackup } from "@/server/backup/take-backup";
import { systemPool } from "@/server/db/pools";
import type { Env } from "@/server/env";
import { newId } from "@/server/kernel/ids";
import { logger } from "@/server/kernel/process-logger";
import type { PeriodicJob } from "./periodic";

/** A runner that has not renewed it for so long is gone; another replica takes over (R20: within 60 s). */
const LEASE_SECONDS = 40;
const RENEW_MS = 10_000;
/** After a failure, so that a full disk is not tried every few seconds. */
const RETRY_MINUTES = 10;

interface NightlyBackup {
  readonly settings: Env["backup"];
  /** The database's address as its operator gave it, or the embedded database's superuser. */
  readonly url: string;
  readonly replicaId: string;
  /** The directory that artifacts are kept in, where it is one. */
  readonly artifacts?: string | undefined;
}

/** Every night a backup, once however many replicas there are: the row of the night's tick is the claim. */
export function nightlyBackup({ settings, url, replicaId, artifacts }: NightlyBackup): PeriodicJob {
  return {
    name: "nightly-backup",
    everyMs: 15_000,
    async run(stop) {
      const id = await claim(settings.hour, replicaId);
      if (id === undefined) return;
      const lost = new AbortController();
      const renewal = setInterval(() => void renew(id, replicaId, lost), RENEW_MS);
      try {
        const taken = await takeBackup({
          url: await backupReader(url),
          directory: settings.directory,
          artifacts,
          signal: stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]),
        });
        const { folder, rows, bytes } = taken;
        await finish(id, replicaId, { folder, rows, bytes });
        logger().info("a backup was taken", { folder, rows, bytes });
      } catch (error) {
        if (stop?.aborted === true) return await letGo(id, replicaId);
        await fail(id, replicaId, error);
        throw error;
      } finally {
        clearInterval(renewal);
      }
      await deleteOldBackups(settings.directory, settings.keep);
    },
  };
}

/**
 * The tick is the last time the hour struck, by the database's clock; after a night switched off the backup comes at the
 * next start. A database younger than the tick waits for its first night.
 */
async function claim(hour: number, replicaId: string): Promise<string | undefined> {
  const { rows } = await systemPool().query<{ id: string }>(
    `with due as (
       select date_trunc('day', t.now, 'UTC') + make_interval(hours => $2)
              - case when extract(hour from t.now at time zone 'UTC') < $2 then interval '1 day' else interval '0' end as tick
         from (select clock_timestamp() as now) t)
     insert into backup_run (id, tick, replica_id, lease_until)
     select $1, tick, $3, clock_timestamp() + make_interval(secs => $4) from due
      where exists (select from workspace where created_at < due.tick)
     on conflict (tick) do update
        set id = excluded.id, replica_id = excluded.replica_id, lease_until = excluded.lease_until, started_at = clock_timestamp(), error = null
      where backup_run.finished_at is null and backup_run.lease_until < clock_timestamp()
     returning id`,
    [newId(), hour, replicaId, LEASE_SECONDS],
  );
  return rows[0]?.id;
}

/** Whoever lost the claim (its process was frozen) stops: another replica makes this backup. */
async function renew(id: string, replicaId: string, lost: AbortController): Promise<void> {
  await systemPool()
    .query(
      "update backup_run set lease_until = clock_timestamp() + make_interval(secs => $3) where id = $1 and replica_id = $2",
      [id, replicaId, LEASE_SECONDS],
    )
    .then(({ rowCount }) => {
      if (rowCount === 0) lost.abort(new Error("Another replica took this backup over."));
    })
    .catch(() => undefined); // a database that is away ends the backup itself
}

async function finish(
  id: string,
  replicaId: string,
  { folder, rows, bytes }: { readonly folder: string; readonly rows: number; readonly bytes: number },
): Promise<void> {
  await systemPool().query(
    "update backup_run set finished_at = clock_timestamp(), lease_until = null, folder = $3, rows = $4, bytes = $5 where id = $1 and replica_id = $2",
    [id, replicaId, folder, rows, bytes],
  );
}

/** The process ends: whoever lives takes the night's backup, or this one when it starts again. */
async function letGo(id: string, replicaId: string): Promise<void> {
  await systemPool().query("update backup_run set lease_until = clock_timestamp() where id = $1 and replica_id = $2", [
    id,
    replicaId,
  ]);
}

/** Keeps the claim for a while, as the pause before the next try. */
async function fail(id: string, replicaId: string, error: unknown): Promise<void> {
  await systemPool()
    .query(
      "update backup_run set lease_until = clock_timestamp() + make_interval(mins => $3), error = $4 where id = $1 and replica_id = $2",
      [id, replicaId, RETRY_MINUTES, error instanceof Error ? error.message : String(error)],
    )
    .catch(() => undefined); // the lease runs out by itself
}
