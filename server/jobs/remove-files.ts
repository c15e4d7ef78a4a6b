import type { ArtifactStore } from "@/server/artifacts/artifact-store";
import { REMOVAL_LOCK } from "@/server/artifacts/removal-lock";
import { systemPool } from "@/server/db/pools";
import { logger } from "@/server/kernel/process-logger";

const AT_ONCE = 200;
/** Storage over the network takes its time for each. */
const SIDE_BY_SIDE = 4;
/** Then the job does what else it has to do; storage that does not answer takes a minute for each file. */
const PASS_MS = 20_000;

/** What no row names any more is deleted like what a deletion left; again, where that is just under way. */
export async function discardFiles(...names: readonly string[]): Promise<void> {
  await systemPool().query(
    "insert into artifact_removal (name, since) select unnest($1::text[]), clock_timestamp() on conflict (name) do update set next_at = clock_timestamp(), tries = 0",
    [names],
  );
}

/**
 * Deletes the files that the deletion of rows left, those first that wait longest. One that cannot be deleted is tried later
 * and later, so that it keeps no other waiting.
 */
export async function removeFiles(store: ArtifactStore, stop?: AbortSignal): Promise<void> {
  const until = Date.now() + PASS_MS;
  const isOver = (): boolean => stop?.aborted === true || Date.now() > until;
  for (;;) {
    const due = await dueRemovals();
    const { removed, failed, fault } = await removeEach(store, [...due.keys()], isOver);
    await forget(removed, due);
    if (failed.length > 0) {
      await tryLater(failed);
      logger().warn("files could not be deleted; they are tried again", { count: failed.length, error: fault });
    }
    if (due.size < AT_ONCE || isOver()) return;
  }
}

/** By name, when each was to be deleted, to the microsecond. None while a backup holds the lock. */
async function dueRemovals(): Promise<ReadonlyMap<string, string>> {
  const { rows } = await systemPool().query<{ name: string; at: string }>(
    `with alone as materialized (select pg_try_advisory_xact_lock($1) as taken)
     select r.name, r.next_at::text as at from alone, artifact_removal r
      where alone.taken and r.next_at <= clock_timestamp() order by r.next_at, r.name limit $2`,
    [REMOVAL_LOCK, AT_ONCE],
  );
  return new Map(rows.map(({ name, at }) => [name, at]));
}

/** But for what was discarded once more meanwhile: its file came when the storage had none yet. */
async function forget(removed: readonly string[], due: ReadonlyMap<string, string>): Promise<void> {
  await systemPool().query(
    `delete from artifact_removal r using unnest($1::text[], $2::timestamptz[]) as done (name, at)
      where r.name = done.name and r.next_at = done.at`,
    [removed, removed.map((name) => due.get(name))],
  );
}

interface Removals {
  readonly removed: string[];
  readonly failed: string[];
  /** The first of the reasons. */
  fault?: unknown;
}

async function removeEach(store: ArtifactStore, names: readonly string[], isOver: () => boolean): Promise<Removals> {
  const done: Removals = { removed: [], failed: [] };
  const queue = names[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const name of queue) {
      if (isOver()) return; // what is left keeps its turn
      await store.remove(name).then(
        () => done.removed.push(name),
        (error: unknown) => {
          done.failed.push(name);
          done.fault ??= error;
        },
      );
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return done;
}

/** After 10 seconds, then 20, and at most an hour; without a bound on the number, as a file must not be forgotten. */
async function tryLater(names: readonly string[]): Promise<void> {
  await systemPool().query(
    `update artifact_removal set tries = tries + 1, next_at = clock_timestamp() + least(interval '10 seconds' * 2 ^ least(tries, 20), interval '1 hour')
      where name = any ($1)`,
    [names],
  );
}
