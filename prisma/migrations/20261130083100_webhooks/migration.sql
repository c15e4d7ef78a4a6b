-- Webhooks: addresses that a workspace wants its events sent to, and one row for each event that one of them is to get.

-- CreateTable
CREATE TABLE "webhook" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "project_id" UUID,
    "event_types" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'enabled',
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_until" TIMESTAMPTZ(6),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "paused_until" TIMESTAMPTZ(6),
    "claimed_at" TIMESTAMPTZ(6),
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claim" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "locked_until" TIMESTAMPTZ(6),
    "last_attempt_at" TIMESTAMPTZ(6),
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "webhook_workspace_id_project_id_idx" ON "webhook"("workspace_id", "project_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_workspace_id_event_id_idx" ON "webhook_delivery"("workspace_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_workspace_id_webhook_id_event_id_key" ON "webhook_delivery"("workspace_id", "webhook_id", "event_id");

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_workspace_id_project_id_fkey" FOREIGN KEY ("workspace_id", "project_id") REFERENCES "project"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_workspace_id_webhook_id_fkey" FOREIGN KEY ("workspace_id", "webhook_id") REFERENCES "webhook"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_workspace_id_event_id_fkey" FOREIGN KEY ("workspace_id", "event_id") REFERENCES "event"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- checks and indexes ------------------------------------------------------------------------------------------------

alter table webhook
  alter column event_types set not null,
  add constraint webhook_state check (state in ('enabled', 'disabled', 'gone')),
  add constraint webhook_url check (length(url) between 1 and 2048),
  add constraint webhook_name check (length(name) between 1 and 200),
  -- Encrypted, and so no shorter than what it holds.
  add constraint webhook_secret check (length(secret) >= 32 and (previous_secret is null or length(previous_secret) >= 32)),
  add constraint webhook_previous check ((previous_secret is null) = (previous_until is null));
alter table webhook_delivery
  add constraint webhook_delivery_state check (state in ('pending', 'delivered', 'dead')),
  add constraint webhook_delivery_attempts check (attempts >= 0);
-- What may be sent, endpoint by endpoint.
create index webhook_delivery_due on webhook_delivery (workspace_id, webhook_id, next_at) where state = 'pending';

-- ---- row-level security --------------------------------------------------------------------------------------------------

alter table webhook enable row level security;
alter table webhook force row level security;
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy tenant on webhook for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy tenant on webhook_delivery for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert, update, delete on webhook, webhook_delivery to tellus_app;
create policy system on webhook for all to tellus_system using (true) with check (true);
create policy system on webhook_delivery for all to tellus_system using (true) with check (true);
grant select on webhook to tellus_system;
grant update (state, failures, paused_until, claimed_at, previous_secret, previous_until) on webhook to tellus_system;
grant select, insert, update on webhook_delivery to tellus_system;

-- ---- the relay hands events out ----------------------------------------------------------------------------------------------

-- As before, and each event goes to the enabled webhooks that want it, in the same transaction.
create or replace function relay_outbox(p_topics text[], p_limit int) returns int language plpgsql as $$
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
    returning workspace_id, id, project_id, type
  ), handed_on as (
    insert into webhook_delivery (workspace_id, id, webhook_id, event_id, next_at, created_at)
    -- Ids that begin with the time: the newest delivery comes first where they are listed by id.
    select e.workspace_id, (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
             || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid, w.id, e.id, clock_timestamp(), clock_timestamp()
      from written e
      join webhook w on w.workspace_id = e.workspace_id and w.state = 'enabled' and e.type = any (w.event_types)
                    and (w.project_id is null or w.project_id = e.project_id)
  )
  select count(*) into relayed from taken;
  return relayed;
end $$;

-- ---- deliveries ----------------------------------------------------------------------------------------------------------------

-- Takes what is due, at most p_per_webhook at once for each endpoint over all replicas: the row lock on the endpoint makes its
-- count true, and whoever finds it locked leaves it to the other (R20). An endpoint that failed again and again is left alone
-- until paused_until, and then gets one try. Who waited longest comes first, so that one endpoint delays no other (R19).
create function claim_deliveries(p_limit int, p_per_webhook int, p_lock_seconds int)
returns table (workspace_id uuid, id uuid, claim int, attempts int, webhook_id uuid, url text, secret bytea, previous_secret bytea,
               event_id uuid, type text, data jsonb, occurred_at timestamptz) language plpgsql as $$
#variable_conflict use_column
declare
  endpoints uuid[];
begin
  -- A statement of its own: the next one counts what was committed by whoever held these locks before.
  select array_agg(id) into endpoints from (
    select w.id from webhook w
     where w.state = 'enabled' and (w.paused_until is null or w.paused_until <= clock_timestamp())
       and exists (select 1 from webhook_delivery d where d.workspace_id = w.workspace_id and d.webhook_id = w.id
                     and d.state = 'pending' and d.next_at <= clock_timestamp() and (d.locked_until is null or d.locked_until <= clock_timestamp()))
     order by w.claimed_at nulls first limit p_limit for no key update of w skip locked) locked;
  if endpoints is null then return; end if;
  return query
  with ready as (
    select w.workspace_id, w.id, w.url, w.secret, case when w.previous_until > clock_timestamp() then w.previous_secret end as previous_secret,
           case when w.paused_until is null then p_per_webhook else 1 end
             - (select count(*) from webhook_delivery d where d.workspace_id = w.workspace_id and d.webhook_id = w.id
                   and d.state = 'pending' and d.locked_until > clock_timestamp()) as room
      from webhook w where w.id = any (endpoints)
  ), due as (
    select r.workspace_id, d.id from ready r cross join lateral (
      select d.id from webhook_delivery d where d.workspace_id = r.workspace_id and d.webhook_id = r.id and d.state = 'pending'
         and d.next_at <= clock_timestamp() and (d.locked_until is null or d.locked_until <= clock_timestamp())
       order by d.next_at limit greatest(r.room, 0) for update skip locked) d
     limit p_limit
  ), claimed as (
    update webhook_delivery d set locked_until = clock_timestamp() + make_interval(secs => p_lock_seconds), claim = d.claim + 1,
           attempts = d.attempts + 1, last_attempt_at = clock_timestamp()
      from due where d.workspace_id = due.workspace_id and d.id = due.id
    returning d.workspace_id, d.id, d.claim, d.attempts, d.webhook_id, d.event_id
  ), noted as (
    update webhook w set claimed_at = clock_timestamp() from ready r where w.workspace_id = r.workspace_id and w.id = r.id
  )
  select c.workspace_id, c.id, c.claim, c.attempts, r.id, r.url, r.secret, r.previous_secret, e.id, e.type, e.data, e.occurred_at
    from claimed c
    join ready r on r.workspace_id = c.workspace_id and r.id = c.webhook_id
    join event e on e.workspace_id = c.workspace_id and e.id = c.event_id;
end $$;

-- Writes down how a try ended, unless the delivery was claimed anew meanwhile. p_retry_seconds is null after the last try.
-- The breaker: after five failures in a row an endpoint rests, 30 seconds at first, ten minutes at most.
create function settle_delivery(p_of uuid, p_delivery uuid, p_claim int, p_delivered boolean, p_status int, p_error text, p_retry_seconds float8, p_gone boolean)
returns boolean language plpgsql as $$
declare
  endpoint uuid;
begin
  update webhook_delivery d
     set state = case when p_delivered then 'delivered' when p_retry_seconds is null then 'dead' else 'pending' end,
         locked_until = null, last_status = p_status, last_error = p_error,
         next_at = clock_timestamp() + make_interval(secs => coalesce(p_retry_seconds, 0))
   where d.workspace_id = p_of and d.id = p_delivery and d.claim = p_claim and d.state = 'pending'
  returning d.webhook_id into endpoint;
  if endpoint is null then return false; end if;
  update webhook w
     set state = case when p_gone then 'gone' else w.state end,
         failures = case when p_delivered then 0 else w.failures + 1 end,
         paused_until = case when not p_delivered and w.failures + 1 >= 5
                             then clock_timestamp() + make_interval(secs => least(30 * 2 ^ least(w.failures - 4, 10), 600)) end
   where w.workspace_id = p_of and w.id = endpoint and (not p_delivered or p_gone or w.failures > 0);
  return true;
end $$;
