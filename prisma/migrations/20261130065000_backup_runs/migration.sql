-- Backups that the server takes by itself, and the oldest release that a schema admits.

-- One row a backup. A scheduled one has a tick, which only one replica can insert (R20); the lease is renewed while it
-- runs, so that another replica takes over when its runner is gone.
CREATE TABLE "backup_run" (
    "id" UUID NOT NULL,
    "tick" TIMESTAMPTZ(6),
    "replica_id" UUID,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "folder" TEXT,
    "rows" BIGINT,
    "bytes" BIGINT,
    "error" TEXT,

    CONSTRAINT "backup_run_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "backup_run_tick_key" ON "backup_run"("tick");

alter table backup_run enable row level security;
alter table backup_run force row level security;
create policy system on backup_run for all to tellus_system using (true) with check (true);
grant select, insert, update, delete on backup_run to tellus_system;

-- Which migration a release must have to work with this schema; null: any release can. A migration that takes away what
-- the release before it uses replaces this function and returns its own name.
create function schema_minimum_migration() returns text language sql immutable return null::text;
