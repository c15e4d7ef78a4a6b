import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { systemPool } from "@/server/db/pools";
import type { PeriodicJob } from "./periodic";
import { discardFiles, removeFiles } from "./remove-files";

/** A file without a row is left alone for as long: its row is there before it, so that only a crash makes one. */
const LEFTOVER_MS = 24 * 3600 * 1000;
const AT_ONCE = 200;

/**
 * Deletes files whose rows are gone, announcements that can no longer be kept, and once an hour whatever a crash left in the
 * storage. Each step may run on several replicas at once: deleting what is gone already is no failure.
 */
export function keepArtifacts(store: ArtifactStore): PeriodicJob {
  return {
    name: "keep-artifacts",
    everyMs: 5_000,
    async run(stop) {
      await forgetUnfinished();
      await removeFiles(store, stop);
      if (await isSweepDue()) await sweepLeftovers(store, { olderThanMs: LEFTOVER_MS, stop });
    },
  };
}

/** Which part of the storage is this database's: made once, by whichever replica starts first. */
export async function artifactSpace(): Promise<string> {
  await systemPool().query("insert into artifact_space (id) values (gen_random_uuid()) on conflict do nothing");
  const { rows } = await systemPool().query<{ id: string }>("select id from artifact_space");
  const [row] = rows;
  if (row === undefined) throw new Error("The database gave no space for artifacts.");
  return row.id;
}

/** Nobody can finalize these any more: their time is over, or their attempt is. The room they took is free then. */
export async function forgetUnfinished(): Promise<void> {
  await systemPool().query(
    `delete from artifact a using trial t
      where t.workspace_id = a.workspace_id and t.id = a.trial_id and a.state <> 'ready'
        and (a.expires_at < clock_timestamp() or t.attempt <> a.attempt or t.state <> 'running')`,
  );
}

/** Once an hour, however many replicas there are (R20). */
async function isSweepDue(): Promise<boolean> {
  const { rowCount } = await systemPool().query(
    `update artifact_space set swept_at = clock_timestamp()
      where swept_at is null or swept_at < clock_timestamp() - interval '1 hour'`,
  );
  return rowCount === 1;
}

interface Sweep {
  readonly olderThanMs: number;
  readonly stop?: AbortSignal | undefined;
}

/** Has files deleted that have no row, and what uploads left that were cut off with their process. */
export async function sweepLeftovers(store: ArtifactStore, { olderThanMs, stop }: Sweep): Promise<void> {
  let names: string[] = [];
  const discardUnknown = async (): Promise<void> => {
    await discardFiles(...(await withoutRow(names)));
    names = [];
  };
  try {
    for await (const { name, modifiedAt } of store.list()) {
      if (stop?.aborted === true) return;
      if (Date.now() - modifiedAt.getTime() > olderThanMs && NAME.test(name)) names.push(name);
      if (names.length >= AT_ONCE) await discardUnknown();
    }
  } finally {
    await discardUnknown();
    await store.removeUnfinished(olderThanMs);
  }
}

/** Workspace, study, trial, artifact. What else lies there is not ours. */
const NAME = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/|$)){4}$/;

/** Listed first and looked up afterwards: a file whose row is not there now never gets one. */
async function withoutRow(names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await systemPool().query<{ name: string }>(
    `select l.name from unnest($1::text[]) as l (name) where not exists (
       select 1 from artifact a where a.workspace_id = split_part(l.name, '/', 1)::uuid and a.id = split_part(l.name, '/', 4)::uuid)`,
    [names],
  );
  return rows.map(({ name }) => name);
}
