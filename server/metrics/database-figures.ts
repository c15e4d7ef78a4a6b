import { Gauge, type Registry } from "prom-client";
import { systemPool } from "@/server/db/pools";
import { logger } from "@/server/kernel/process-logger";
import { withinPatience } from "./within-patience";

/** However many scrapers ask, the database is asked once in this time. */
const SAMPLE_MS = 15_000;
/** A count beyond says nothing more. */
const PENDING_MAX = 10_000;

/** Column of the sample → name and help of its gauge. A null is no series: what is not known is not shown as zero. */
const FIGURES = {
  lease_expired_oldest: [
    "tellus_lease_expired_oldest_seconds",
    "How long the longest expired lease is not put back; 0 without one.",
  ],
  trials_running: ["tellus_trials_running", "Trials that run."],
  queue_oldest: [
    "tellus_queue_oldest_seconds",
    "How long the oldest trial that was enqueued or put back waits for a worker, in active studies.",
  ],
  outbox_pending: ["tellus_outbox_pending", "Rows of the outbox that are not done, counted up to 10000."],
  outbox_oldest: ["tellus_outbox_oldest_seconds", "How long the longest due of them waits; 0 without one."],
  budget_overshoot: ["tellus_budget_overshoot", "Trials beyond what active studies allow. Must be 0."],
  trial_dead: ["tellus_trial_dead_tuples", "Dead rows of the table of trials, as PostgreSQL estimates them."],
  trial_live: ["tellus_trial_live_tuples", "Live rows of it, likewise."],
  transaction_oldest: [
    "tellus_transaction_oldest_seconds",
    "Age of the oldest open transaction in this database, as far as the role may see.",
  ],
  deadlocks: ["tellus_database_deadlocks", "Deadlocks in this database since its statistics were reset."],
  size: ["tellus_database_size_bytes", "Size of the database."],
  files_to_delete: [
    "tellus_files_to_delete",
    "Files whose rows are gone, counted up to 10000. They wait while a backup runs.",
  ],
  files_undeletable: ["tellus_files_undeletable", "Those of them that could not be deleted yet."],
  backup_at: ["tellus_backup_last_success_timestamp_seconds", "When the last backup ended; absent before the first."],
  backup_failing: ["tellus_backup_failing", "1 while the latest nightly backup has failed."],
} as const satisfies Record<string, readonly [string, string]>;

type Figure = keyof typeof FIGURES;
type Sample = Readonly<Record<Figure, number | null>>;

/** Registers the gauges; the result brings them up to date before a scrape is answered. */
export function databaseFigures(registry: Registry, readSample: () => Promise<Sample> = sampleDatabase) {
  const up = new Gauge({
    name: "tellus_database_up",
    help: "1 if the database answered the last sample.",
    registers: [registry],
  });
  const gauges = Object.entries(FIGURES).map(
    ([column, [name, help]]) =>
      [column as Figure, new Gauge({ name, help, registers: [registry], labelNames: [] })] as const, // a key of FIGURES
  );
  let sampledAt = Number.NEGATIVE_INFINITY;
  let sampling = Promise.resolve();
  const show = (sample: Sample | null): void => {
    up.set(sample === null ? 0 : 1);
    for (const [column, gauge] of gauges) {
      const value = sample?.[column];
      if (value === null || value === undefined) gauge.remove();
      else gauge.set(value);
    }
  };
  return (): Promise<void> => {
    if (performance.now() - sampledAt >= SAMPLE_MS) {
      sampledAt = performance.now();
      sampling = withinPatience(readSample()).then(show, (error: unknown) => {
        logger().warn("the database's figures could not be read; metrics are without them", { error });
        show(null);
      });
    }
    return sampling;
  };
}

async function sampleDatabase(): Promise<Sample> {
  const { rows } = await systemPool().query<Sample>(SAMPLE);
  const [sample] = rows;
  if (sample === undefined) throw new Error("The sample has no row.");
  return sample;
}

/** Every part reads an index of few rows or PostgreSQL's own statistics; none grows with the trials that have ended. */
const SAMPLE = `
select
  (select coalesce(extract(epoch from max(clock_timestamp() - lease_until)), 0)::float8 from trial where state = 'running' and lease_until < clock_timestamp()) as lease_expired_oldest,
  (select count(*)::float8 from trial where state = 'running') as trials_running,
  (select coalesce(extract(epoch from clock_timestamp() - min(coalesce(a.ended_at, t.created_at))), 0)::float8
     from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id and s.state = 'active'
     left join attempt a on a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt
    where t.state = 'queued' and (t.attempt > 0 or t.source <> 'engine')) as queue_oldest,
  (select count(*)::float8 from (select from outbox where done_at is null limit ${PENDING_MAX}) pending) as outbox_pending,
  (select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(next_at)), 0))::float8 from outbox where done_at is null) as outbox_oldest,
  (select coalesce(sum(greatest(0, s.budget_used - s.max_trials) + greatest(0, coalesce(last.number, -1) + 1 - s.next_number)), 0)::float8
     from study s left join lateral (select number from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id order by number desc limit 1) last on true
    where s.state = 'active') as budget_overshoot,
  (select n_dead_tup::float8 from pg_stat_user_tables where relid = 'public.trial'::regclass) as trial_dead,
  (select n_live_tup::float8 from pg_stat_user_tables where relid = 'public.trial'::regclass) as trial_live,
  (select extract(epoch from clock_timestamp() - min(xact_start))::float8 from pg_stat_activity where datname = current_database()) as transaction_oldest,
  (select deadlocks::float8 from pg_stat_database where datname = current_database()) as deadlocks,
  pg_database_size(current_database())::float8 as size,
  (select count(*)::float8 from (select from artifact_removal limit ${PENDING_MAX}) waiting) as files_to_delete,
  (select count(*)::float8 from (select from artifact_removal where tries > 0 limit ${PENDING_MAX}) failed) as files_undeletable,
  (select extract(epoch from max(finished_at))::float8 from backup_run where finished_at is not null) as backup_at,
  coalesce((select (error is not null)::int::float8 from backup_run where tick is not null order by tick desc limit 1), 0) as backup_failing`;
