-- Warm start: what a study learns from others, copied when it is made.

-- CreateTable
CREATE TABLE "warm_start" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "source_study_id" UUID NOT NULL,
    "results" JSONB NOT NULL,
    "result_count" INTEGER NOT NULL,

    CONSTRAINT "warm_start_pkey" PRIMARY KEY ("workspace_id","study_id","position")
);

-- CreateIndex
CREATE INDEX "warm_start_workspace_id_source_study_id_idx" ON "warm_start"("workspace_id", "source_study_id");

-- CreateIndex
CREATE UNIQUE INDEX "warm_start_workspace_id_study_id_source_study_id_key" ON "warm_start"("workspace_id", "study_id", "source_study_id");

-- AddForeignKey
ALTER TABLE "warm_start" ADD CONSTRAINT "warm_start_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "warm_start" ADD CONSTRAINT "warm_start_workspace_id_source_study_id_fkey" FOREIGN KEY ("workspace_id", "source_study_id") REFERENCES "study"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- ---- checks ---------------------------------------------------------------------------------------------------------

alter table warm_start
  add constraint warm_start_position check (position between 0 and 4),
  add constraint warm_start_other check (source_study_id <> study_id),
  add constraint warm_start_results check (jsonb_typeof(results) = 'array' and jsonb_array_length(results) = result_count);

-- ---- row-level security -----------------------------------------------------------------------------------------------

-- Written once and never changed: a study replays.
alter table warm_start enable row level security;
alter table warm_start force row level security;
create policy tenant on warm_start for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert, delete on warm_start to tellus_app;

-- What the engine is told of a study once: it never changes.
create function engine_sources(p_workspace uuid, p_study uuid) returns jsonb language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  return (select coalesce(jsonb_agg(jsonb_build_object('results', w.results) order by w.position), '[]')
            from warm_start w where w.workspace_id = p_workspace and w.study_id = p_study);
end $$;
