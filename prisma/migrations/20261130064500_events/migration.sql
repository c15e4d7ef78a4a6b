-- Events: what the outbox's rows become for those who listen. The relay takes rows out of the outbox one batch at a time, under
-- one lock, and numbers them as it goes; so the numbers come in the order of commits, and nobody who reads "greater than the
-- last one seen" can skip a row that was written before and committed later (R19).

-- CreateTable
CREATE TABLE "event" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "project_id" UUID,
    "study_id" UUID,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "relayed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "event_workspace_id_study_id_sequence_idx" ON "event"("workspace_id", "study_id", "sequence");

-- CreateIndex
CREATE INDEX "event_relayed_at_idx" ON "event" USING BRIN ("relayed_at");

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

create sequence event_sequence;

-- ---- row-level security -----------------------------------------------------------------------------------------------

alter table event enable row level security;
alter table event force row level security;
create policy tenant on event for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert on event to tellus_app;
create policy system on event for all to tellus_system using (true) with check (true);
grant select, insert, delete on event to tellus_system;
grant usage on sequence event_sequence to tellus_system;
-- What the relay says of a told trial.
create policy system on observation_value for select to tellus_system using (true);
grant select on observation_value to tellus_system;

-- ---- the relay ----------------------------------------------------------------------------------------------------------

create function api_id(p_prefix text, p_id uuid) returns text language sql immutable parallel safe
  return p_prefix || '_' || replace(p_id::text, '-', '');

-- Moves a batch of the outbox to the events and gives how many rows it took. A row whose topic is not among the given stays
-- for a server that knows it; one whose trial or study is gone is about nothing. The lock is held until the commit is
-- visible, so the next relay, on whichever replica, numbers after this one.
create function relay_outbox(p_topics text[], p_limit int) returns int language plpgsql as $$
declare
  relayed int;
begin
  perform pg_advisory_xact_lock(7355611);
  with taken as (
    delete from outbox where ctid = any (array(
      select ctid from outbox where done_at is null and topic = any (p_topics) order by next_at limit p_limit))
    returning workspace_id, id, topic, subject_id, body, created_at
  ), ordered as materialized (
    select * from taken order by created_at, id
  ), written as (
    insert into event (workspace_id, id, sequence, project_id, study_id, type, data, occurred_at, relayed_at)
    select o.workspace_id, o.id, nextval('event_sequence'), s.project_id, s.id, o.topic,
           jsonb_build_object('workspace_id', api_id('ws', s.workspace_id), 'project_id', api_id('prj', s.project_id),
                              'study_id', api_id('std', s.id), 'study_name', s.name)
           -- Assignments and values beyond their bounds are left out: an event is a few kilobytes, and the trial has its address.
           -- Written out here and not as a function of its own, which would cost four times as much per row.
           || case when t.id is not null then jsonb_build_object('trial', jsonb_build_object(
                     'id', api_id('trl', t.id), 'number', t.number, 'state', split_part(o.topic, '.', 2), 'state_reason', t.state_reason,
                     'assignments', case when length(t.assignments::text) <= 16384 then t.assignments end,
                     'values', (
                       select case when count(*) <= 100 then coalesce(jsonb_object_agg(v.metric, case v.value_kind
                                when 'finite' then to_jsonb(v.value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end), '{}') end
                         from observation_value v where v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current),
                     'feasible', t.feasible, 'cost', t.cost, 'attempt', t.attempt, 'worker_id', t.worker_id, 'finished_at', t.finished_at))
                   else jsonb_build_object('state', case o.topic when 'study.resumed' then 'active' else split_part(o.topic, '.', 2) end,
                                           'state_reason', o.body ->> 'reason') end,
           o.created_at, clock_timestamp()
      from ordered o
      left join trial t on o.topic like 'trial.%' and t.workspace_id = o.workspace_id and t.id = o.subject_id
      join study s on s.workspace_id = o.workspace_id and s.id = case when o.topic like 'trial.%' then t.study_id else o.subject_id end
  )
  select count(*) into relayed from taken;
  return relayed;
end $$;
