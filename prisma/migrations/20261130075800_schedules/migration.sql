-- Schedulers of studies. What a scheduler decides is a function of what happened before, in one order: that order is the
-- study's schedule log. Each entry holds the rows that one step added (lib/engine/scheduler/table-changes), so whoever has
-- all entries knows what the scheduler knows. Entries are appended where nobody appended since the step was computed, else
-- it is computed again. rung, rung_result, promotion and columns of trial are what the entries say, for queries.

-- CreateTable
CREATE TABLE "schedule_log" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "changes" JSON NOT NULL,
    "written_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_log_pkey" PRIMARY KEY ("workspace_id","study_id","seq")
);

-- AddForeignKey
ALTER TABLE "schedule_log" ADD CONSTRAINT "schedule_log_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "result_hash" BYTEA;

-- AlterTable
ALTER TABLE "trial" ADD COLUMN     "donor_id" UUID,
ADD COLUMN     "from_step" INTEGER,
ADD COLUMN     "schedule_ended" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "rung" DROP COLUMN "closed_at",
DROP COLUMN "version";

-- AlterTable
ALTER TABLE "rung_result" ADD COLUMN     "seq" INTEGER NOT NULL;

-- AlterTable
ALTER TABLE "promotion" ADD COLUMN     "seq" INTEGER NOT NULL,
ADD COLUMN     "from_step" INTEGER NOT NULL;

-- ---- checks, indexes, row-level security ---------------------------------------------------------------------------------

alter table schedule_log
  add constraint schedule_log_seq check (seq >= 1),
  add constraint schedule_log_changes check (json_typeof(changes) = 'array');
alter table checkpoint
  add constraint checkpoint_step check (step >= 1),
  add constraint checkpoint_hash check (length(sha256) = 32);
-- A decision of a scheduler belongs to (trial, rung), a promotion likewise: their keys say so. A child is made once.
create unique index trial_child on trial (workspace_id, parent_id) where source = 'lineage';
-- The claim's order: of those promoted the deepest first.
drop index trial_claim;
create index trial_claim on trial (workspace_id, study_id, priority, target_resource desc nulls last, number) where state = 'queued';
-- Queued trials that have no place in a bracket yet, and ended ones that their scheduler was not told of.
create index trial_unplaced on trial (workspace_id, study_id, priority, number) where state = 'queued' and bracket is null;
create index trial_end_unlogged on trial (workspace_id, study_id) where bracket is not null and finished_at is not null and not schedule_ended;

-- Written once and never changed: a study replays.
alter table schedule_log enable row level security;
alter table schedule_log force row level security;
create policy tenant on schedule_log for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert, delete on schedule_log to tellus_app;

-- ---- R11: a late tell below the maximum pauses, as one in time does -------------------------------------------------------

create or replace function check_trial_transition() returns trigger language plpgsql as $$
begin
  -- A tell that arrives after expiry, while nobody else was given the trial, is taken: a ten-hour result is not thrown away.
  if old.state <> new.state and not (case old.state
    when 'queued' then new.state in ('running', 'cancelled') or (old.attempt > 0 and new.state in ('paused', 'completed', 'pruned', 'failed', 'infeasible'))
    when 'running' then new.state in ('queued', 'paused', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled')
    when 'paused' then new.state in ('queued', 'pruned', 'cancelled')
    else false end) then
    raise exception 'trial % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  if (new.workspace_id, new.id, new.study_id, new.number, new.source, new.repeat_index)
     is distinct from (old.workspace_id, old.id, old.study_id, old.number, old.source, old.repeat_index) then
    raise exception 'trial %: identity is fixed', old.id using errcode = 'check_violation';
  end if;
  if (new.assignments, new.fingerprint, new.origin, new.space_revision)
     is distinct from (old.assignments, old.fingerprint, old.origin, old.space_revision)
     and not (old.state = 'queued' and old.attempt = 0 and old.source = 'engine' and new.attempt = 0 and new.version = old.version + 1) then
    raise exception 'trial %: assignments are frozen at the first hand-out', old.id using errcode = 'check_violation';
  end if;
  if new.attempt <> old.attempt and not (new.attempt = old.attempt + 1 and new.state = 'running' and old.state in ('queued', 'running')) then
    raise exception 'trial %: attempt may only rise by one, at a hand-out', old.id using errcode = 'check_violation';
  end if;
  if old.result_hash is not null and new.result_hash is distinct from old.result_hash then
    raise exception 'trial %: a told result is not overwritten', old.id using errcode = 'check_violation';
  end if;
  if old.bracket is not null and new.bracket is distinct from old.bracket then
    raise exception 'trial %: its place in a bracket is fixed', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- ---- reading the log ------------------------------------------------------------------------------------------------------

-- What makes a study's schedule: it never changes. null: there is no such study.
create function study_schedule(p_workspace uuid, p_study uuid) returns json language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  return (
    select json_build_object('project_id', s.project_id, 'scheduler', s.scheduler, 'objectives', s.objectives, 'seed', s.seed::text,
                             'search_space', r.search_space, 'constraints', r.constraints)
      from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = 1
     where s.workspace_id = p_workspace and s.id = p_study);
end $$;

-- The entries after p_after, and what happened that the log does not say yet: trials that ended by themselves, queued ones
-- that have no place. p_want: how many trials somebody asks for. p_horizon: as in ask_trials; no suggestion is given a place
-- that does not know all results there were then.
create function schedule_news(p_workspace uuid, p_study uuid, p_after int, p_want int, p_horizon int) returns json language plpgsql as $$
declare
  news json;
  horizon int := p_horizon;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  horizon := coalesce(horizon, results_of(p_workspace, p_study));
  -- One statement, one snapshot: an end that is listed is not among the entries.
  select json_build_object(
      'kind', 'news', 'hands_out', s.state = 'active' and hand_out_stop(s) is null, 'max_trials', s.max_trials,
      'entries', (select coalesce(json_agg(l.changes order by l.seq), '[]') from schedule_log l
                   where l.workspace_id = s.workspace_id and l.study_id = s.id and l.seq > p_after),
      'ended', (select coalesce(json_agg(json_build_object('number', t.number, 'outcome', t.state) order by t.finished_at, t.number), '[]') from trial t
                 where t.workspace_id = s.workspace_id and t.study_id = s.id and t.bracket is not null and t.finished_at is not null and not t.schedule_ended),
      'ready', (select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued'
                                         and t.bracket is not null
                                         and (t.source <> 'engine' or t.attempt > 0 or coalesce(t.basis, 0) >= horizon) limit p_want) r),
      'unplaced', (select coalesce(json_agg(json_build_object('number', u.number, 'assignments', u.assignments, 'parent', p.number) order by u.priority, u.number), '[]')
                     from (select * from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.bracket is null
                               and (t.source <> 'engine' or (coalesce(t.basis, 0) >= horizon and t.space_revision = s.space_revision))
                            order by t.priority, t.number limit p_want) u
                     left join trial p on p.workspace_id = u.workspace_id and p.id = u.parent_id))
    into news
    from study s where s.workspace_id = p_workspace and s.id = p_study;
  return coalesce(news, '{"kind": "not_found"}');
end $$;

-- ---- writing the log -------------------------------------------------------------------------------------------------------

-- Appends an entry where the log ends at p_after; nothing to say is said everywhere. The log comes before any lock of a
-- trial: who waits for it holds none.
create function append_schedule(p_workspace uuid, p_study uuid, p_after int, p_changes json) returns boolean language plpgsql as $$
begin
  if p_changes is null or json_array_length(p_changes) = 0 then return true; end if;
  insert into schedule_log (workspace_id, study_id, seq, changes) values (p_workspace, p_study, p_after + 1, p_changes) on conflict do nothing;
  return found;
end $$;

-- The trials that take over where a scheduler decided so: the parent's place, the donor's checkpoint, assignments of their
-- own. They count against the budget; beyond it none is made.
create function mint_children(p_workspace uuid, p_study uuid, p_children jsonb) returns void language plpgsql as $$
declare
  s study;
  room int;
begin
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  room := least(jsonb_array_length(p_children), s.max_trials - s.budget_used);
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority, parent_id, donor_id, from_step)
  select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, 'lineage', item -> 'assignments', item ->> 'fingerprint',
         coalesce((select max(t.repeat_index) + 1 from trial t where t.workspace_id = p_workspace and t.study_id = p_study
                    and t.fingerprint = item ->> 'fingerprint'), 0)
           + (select count(*) from jsonb_array_elements(p_children) with ordinality as before (twin, place)
               where place < ordinal and twin ->> 'fingerprint' = item ->> 'fingerprint'),
         jsonb_build_object('sampler', s.scheduler ->> 'name'), s.space_revision, 1, parent.id, donor.id, (item ->> 'from')::int
    from jsonb_array_elements(p_children) with ordinality as made (item, ordinal)
    join trial parent on parent.workspace_id = p_workspace and parent.study_id = p_study and parent.number = (item ->> 'parent')::int
    join trial donor on donor.workspace_id = p_workspace and donor.study_id = p_study and donor.number = (item ->> 'donor')::int
   where ordinal <= room;
  update study set next_number = next_number + room, budget_used = budget_used + room where workspace_id = p_workspace and id = p_study;
end $$;

-- What an appended entry says, as rows. A person's stop stands above every decision.
create function apply_schedule(p_workspace uuid, p_study uuid, p_seq int, p_changes json, p_children jsonb) returns void language plpgsql as $$
declare
  rule text;
begin
  if p_changes is null or json_array_length(p_changes) = 0 then return; end if;
  select scheduler ->> 'name' into rule from study where workspace_id = p_workspace and id = p_study;
  insert into rung (workspace_id, study_id, bracket, rung, resource)
  select p_workspace, p_study, c.bracket, c.rung, c.resource
    from json_to_recordset(p_changes) as c (kind text, bracket int, rung int, resource float8) where c.kind = 'opened';
  insert into rung_result (workspace_id, study_id, bracket, rung, trial_id, attempt, step, values, decision, reason, seq)
  select p_workspace, p_study, c.bracket, c.rung, t.id, t.attempt, c.step, coalesce((
           select jsonb_object_agg(m.metric, jsonb_build_object('value', m.value, 'kind', m.value_kind)) from (
             select distinct on (metric) metric, value, value_kind from measurement
              where workspace_id = p_workspace and trial_id = t.id and step = c.step order by metric, attempt) m), '{}'),
         c.verdict, jsonb_build_object('why', c.why), p_seq
    from json_to_recordset(p_changes) as c (kind text, bracket int, rung int, trial int, step int, verdict text, why text)
    join trial t on t.workspace_id = p_workspace and t.study_id = p_study and t.number = c.trial where c.kind = 'decided';
  insert into promotion (workspace_id, study_id, bracket, from_rung, trial_id, target, from_step, seq)
  select p_workspace, p_study, c.bracket, c."fromRung", t.id, c.target, c."from", p_seq
    from json_to_recordset(p_changes) as c (kind text, bracket int, "fromRung" int, trial int, target float8, "from" int)
    join trial t on t.workspace_id = p_workspace and t.study_id = p_study and t.number = c.trial where c.kind = 'promoted';
  -- One statement for each trial's last word, in the order of their ids, so that two appenders never wait for each other.
  with said as (
    select t.id, t.state, t.verdict, placed.bracket, placed.target as starts_to, placed.assignments is not null as is_known, decided.verdict as decision, decided.reason, promoted.target as goes_to,
           ended.trial is not null as has_ended
      from (select distinct trial from json_to_recordset(p_changes) as c (trial int) where c.trial is not null) named
      join trial t on t.workspace_id = p_workspace and t.study_id = p_study and t.number = named.trial
      left join json_to_recordset(p_changes) as placed (kind text, trial int, bracket int, target float8, assignments json) on placed.kind = 'placed' and placed.trial = named.trial
      left join lateral (
        select c.verdict, jsonb_build_object('rule', rule, 'by', 'scheduler', 'why', c.why, 'bracket', c.bracket, 'rung', c.rung) as reason
          from json_to_recordset(p_changes) as c (kind text, trial int, bracket int, rung int, verdict text, why text)
         where c.kind = 'decided' and c.trial = named.trial order by c.rung desc limit 1) decided on true
      left join lateral (
        select c.target from json_to_recordset(p_changes) as c (kind text, trial int, target float8)
         where c.kind = 'promoted' and c.trial = named.trial order by c.target desc limit 1) promoted on true
      left join json_to_recordset(p_changes) as ended (kind text, trial int) on ended.kind = 'ended' and ended.trial = named.trial
     order by t.id for update of t
  )
  update trial u set
         bracket = coalesce(s.bracket, u.bracket),
         target_resource = coalesce(s.goes_to, s.starts_to, u.target_resource),
         -- What its scheduler knows the assignments of is not made anew.
         basis = case when s.is_known then 2147483647 else u.basis end,
         schedule_ended = u.schedule_ended or s.has_ended,
         state = case when s.state = 'paused' and s.goes_to is not null then 'queued' else u.state end,
         priority = case when s.state = 'paused' and s.goes_to is not null then 1 else u.priority end,
         verdict = case when s.state = 'running' and u.verdict <> 'stop'
                        then case when s.goes_to is not null then 'continue' else coalesce(s.decision, u.verdict) end else u.verdict end,
         verdict_reason = case when s.state = 'running' and u.verdict <> 'stop' and (s.goes_to is not null or s.decision is not null) then s.reason else u.verdict_reason end
    from said s where u.workspace_id = p_workspace and u.id = s.id
     and (s.bracket is not null or s.decision is not null or s.goes_to is not null or s.has_ended);
  if jsonb_array_length(p_children) > 0 then perform mint_children(p_workspace, p_study, p_children); end if;
end $$;

-- An entry that comes with no request of a worker: places, promotions, ends. false: somebody appended meanwhile.
create function follow_schedule(p_workspace uuid, p_study uuid, p_after int, p_changes json, p_children jsonb) returns boolean language plpgsql as $$
begin
  perform enter_study(p_workspace, p_study);
  if not append_schedule(p_workspace, p_study, p_after, p_changes) then return false; end if;
  perform apply_schedule(p_workspace, p_study, p_after + 1, p_changes, p_children);
  return true;
end $$;

-- ---- checkpoints ----------------------------------------------------------------------------------------------------------

-- p_checkpoint: {step, uri, sha256}. Null when it is stored, now or before; what is stored for this step when that differs.
create function store_checkpoint(p_workspace uuid, p_trial uuid, p_attempt int, p_checkpoint jsonb) returns jsonb language plpgsql as $$
declare
  stored checkpoint;
begin
  insert into checkpoint (workspace_id, trial_id, attempt, step, uri, sha256, finalised_at, created_at)
  values (p_workspace, p_trial, p_attempt, (p_checkpoint ->> 'step')::int, p_checkpoint ->> 'uri', decode(p_checkpoint ->> 'sha256', 'hex'), clock_timestamp(), clock_timestamp())
  on conflict (workspace_id, trial_id, attempt, step) do update set step = excluded.step returning * into stored;
  if stored.uri = p_checkpoint ->> 'uri' and stored.sha256 is not distinct from decode(p_checkpoint ->> 'sha256', 'hex') then return null; end if;
  return jsonb_build_object('kind', 'checkpoint_conflict', 'step', stored.step, 'uri', stored.uri);
end $$;

-- Where a trial goes on from: its newest checkpoint; a child that has none, its donor's; null: from the beginning.
create function checkpoint_of(t trial) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('step', c.step, 'uri', c.uri, 'sha256', encode(c.sha256, 'hex')) from checkpoint c
     where c.workspace_id = t.workspace_id and c.finalised_at is not null
       and (c.trial_id = t.id or (c.trial_id = t.donor_id and c.step = t.from_step))
     order by c.trial_id = t.id desc, c.step desc, c.attempt desc limit 1);
end $$;

create or replace function handed_out(p_workspace uuid, p_ids uuid[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', t.id, 'number', t.number, 'assignments', t.assignments, 'attempt', t.attempt, 'lease_seconds', t.lease_seconds,
             'origin', t.origin, 'space_revision', t.space_revision, 'metadata', t.metadata, 'bracket', t.bracket, 'target', t.target_resource,
             'parent_id', t.parent_id, 'checkpoint', case when t.attempt > 1 or t.donor_id is not null then checkpoint_of(t) end) order by t.number), '[]'::jsonb)
      from trial t where t.workspace_id = p_workspace and t.id = any (p_ids));
end $$;

-- ---- measure, heartbeat, checkpoint ---------------------------------------------------------------------------------------

create or replace function hold_lease(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int) returns jsonb language plpgsql as $$
declare
  t trial;
  promised timestamptz;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  -- By its key alone: with the state among the conditions the planner may walk all running trials instead.
  select * into t from trial where workspace_id = p_workspace and id = p_trial for no key update;
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  if p_project is not null and not exists (
    select 1 from study s where s.workspace_id = p_workspace and s.id = t.study_id and s.project_id = p_project) then
    return '{"kind": "not_found"}';
  end if;
  if t.attempt <> p_attempt then return '{"kind": "lease_lost"}'; end if;
  if t.finished_at is not null then return jsonb_build_object('kind', 'ended', 'state', t.state); end if;
  if t.state <> 'running' then return '{"kind": "lease_lost"}'; end if;
  -- A second more than promised, so that a worker that reports often has its row rewritten once a second at most.
  promised := clock_timestamp() + make_interval(secs => t.lease_seconds);
  if t.lease_until < promised then
    update trial set lease_until = promised + interval '1 second' where workspace_id = p_workspace and id = p_trial;
  end if;
  return jsonb_build_object('kind', 'held', 'verdict', t.verdict, 'verdict_reason', t.verdict_reason, 'lease_seconds', t.lease_seconds, 'study_id', t.study_id,
    'number', t.number, 'target', t.target_resource, 'is_scheduled', t.bracket is not null);
end $$;

-- Null when all are stored, now or before; the first that is stored with another value: then none of these is.
create function store_measurements(p_workspace uuid, p_trial uuid, p_attempt int, p_steps int[], p_metrics text[], p_values float8[], p_kinds text[])
returns jsonb language plpgsql as $$
declare
  conflict jsonb;
begin
  -- The trial's row is locked, so nobody else writes measurements of this attempt between the look and the insert.
  select jsonb_build_object('kind', 'measurement_conflict', 'metric', m.metric, 'step', m.step, 'value', m.value, 'value_kind', m.value_kind) into conflict
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind) cross join lateral (
      select step, metric, value, value_kind from measurement
       where workspace_id = p_workspace and trial_id = p_trial and attempt = p_attempt and metric = given.metric and step = given.step limit 1) m
   where (m.value, m.value_kind) is distinct from (given.value, given.kind) order by m.step limit 1;
  if conflict is not null then return conflict; end if;
  insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
  select p_workspace, p_trial, p_attempt, metric, step, value, kind, clock_timestamp()
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind) on conflict do nothing;
  return null;
end $$;

create function measurements_at(p_workspace uuid, p_trial uuid, p_attempt int, p_steps int[]) returns jsonb language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('step', step, 'metric', metric, 'value', value, 'kind', value_kind)), '[]') from measurement
           where workspace_id = p_workspace and trial_id = p_trial and attempt = p_attempt and step = any (p_steps));
end $$;

drop function measure_trial(uuid, uuid, uuid, int, int[], text[], float8[], text[]);
-- Of a study with a scheduler nothing is stored here: "scheduled" says to decide first, and what of these steps is known.
create function measure_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_steps int[], p_metrics text[], p_values float8[], p_kinds text[],
  p_checkpoint jsonb default null) returns jsonb language plpgsql as $$
declare
  held jsonb;
  refused jsonb;
begin
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  if (held ->> 'is_scheduled')::boolean then
    return held || jsonb_build_object('kind', 'scheduled', 'known', measurements_at(p_workspace, p_trial, p_attempt, p_steps));
  end if;
  refused := store_measurements(p_workspace, p_trial, p_attempt, p_steps, p_metrics, p_values, p_kinds);
  if refused is not null then return refused; end if;
  if p_checkpoint is not null then
    refused := store_checkpoint(p_workspace, p_trial, p_attempt, p_checkpoint);
    -- Raised, so that the measurements go as well.
    if refused is not null then raise exception '%', refused using errcode = 'TS001'; end if;
  end if;
  return held;
exception when sqlstate 'TS001' then
  return sqlerrm::jsonb;
end $$;

-- What a worker reports, with what its scheduler decides on it: all of it, or nothing. "behind": somebody appended meanwhile.
create function measure_scheduled(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_steps int[], p_metrics text[], p_values float8[], p_kinds text[],
  p_checkpoint jsonb, p_study uuid, p_after int, p_changes json, p_children jsonb) returns jsonb language plpgsql as $$
declare
  held jsonb;
  refused jsonb;
begin
  perform enter_study(p_workspace, p_study);
  if not append_schedule(p_workspace, p_study, p_after, p_changes) then return '{"kind": "behind"}'; end if;
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' = 'held' then
    refused := store_measurements(p_workspace, p_trial, p_attempt, p_steps, p_metrics, p_values, p_kinds);
    if refused is null and p_checkpoint is not null then refused := store_checkpoint(p_workspace, p_trial, p_attempt, p_checkpoint); end if;
  else
    refused := held;
  end if;
  if refused is not null then raise exception '%', refused using errcode = 'TS001'; end if;
  perform apply_schedule(p_workspace, p_study, p_after + 1, p_changes, p_children);
  -- With what was decided just now.
  return hold_lease(p_workspace, p_project, p_trial, p_attempt);
exception when sqlstate 'TS001' then
  return sqlerrm::jsonb;
end $$;

-- ---- tell -----------------------------------------------------------------------------------------------------------------

-- p_is_decided: the study's scheduler has had its word, else "scheduled" asks for it. p_pauses_at: the trial was trained to
-- this step of several, and waits there for its promotion; null: it has ended.
create function store_tell(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
  p_reason text, p_metadata jsonb, p_hash bytea, p_is_decided boolean, p_pauses_at int) returns jsonb language plpgsql as $$
declare
  t record;
  s record;
  wanted jsonb;
  given jsonb := p_values;
  missing jsonb;
  final_state text := p_state;
  ok boolean;
  before boolean;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select study_id, number, attempt, state, state_reason, verdict, verdict_reason, result_hash, finished_at, bracket into t
    from trial where workspace_id = p_workspace and id = p_trial for update;
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  select objectives, outcome_constraints into s
    from study where workspace_id = p_workspace and id = t.study_id and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if t.bracket is not null then
    -- Of a tell that paused the trial, which may be out again since, or over.
    select result_hash = p_hash into before from attempt where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
    if before then
      return jsonb_build_object('kind', 'replayed', 'state', case when t.attempt = p_attempt then t.state else 'paused' end, 'values', '{}'::jsonb, 'study_id', t.study_id);
    end if;
  end if;
  if t.attempt <> p_attempt then return '{"kind": "lease_lost"}'; end if;
  if t.finished_at is not null then
    return jsonb_build_object('kind', case when t.result_hash = p_hash then 'replayed' else 'already_told' end, 'state', t.state,
      'state_reason', t.state_reason, 'values', told_values(p_workspace, p_trial), 'study_id', t.study_id);
  end if;
  if before is not null then
    return jsonb_build_object('kind', 'already_told', 'state', t.state, 'state_reason', t.state_reason, 'values', '{}'::jsonb, 'study_id', t.study_id);
  end if;
  if t.bracket is not null and not p_is_decided then
    return jsonb_build_object('kind', 'scheduled', 'study_id', t.study_id, 'number', t.number);
  end if;
  if p_pauses_at is not null and t.verdict <> 'stop' then
    insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
    select p_workspace, p_trial, p_attempt, v ->> 'metric', p_pauses_at, (v ->> 'value')::float8, v ->> 'kind', clock_timestamp()
      from jsonb_array_elements(given) v on conflict do nothing;
    update attempt set ended_at = clock_timestamp(), end_reason = 'told', result_hash = p_hash
     where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
    update trial set state = 'paused', lease_until = null, worker_id = null, cost = coalesce(p_cost, cost), metadata = metadata || coalesce(p_metadata, '{}')
     where workspace_id = p_workspace and id = p_trial;
    return jsonb_build_object('kind', 'told', 'state', 'paused', 'study_id', t.study_id, 'values', '{}'::jsonb);
  end if;
  if t.state = 'paused' then return jsonb_build_object('kind', 'ended', 'state', t.state); end if;
  if p_state = 'completed' then
    if t.verdict = 'stop' then final_state := case when t.verdict_reason ->> 'by' = 'scheduler' then 'pruned' else 'cancelled' end; end if;
    wanted := s.objectives || s.outcome_constraints;
    if p_from is not null or t.verdict = 'stop' then given := fill_from_measurements(tr, given, wanted, coalesce(p_from, 'last')) from trial tr where tr.workspace_id = p_workspace and tr.id = p_trial; end if;
    select jsonb_agg(distinct item ->> 'metric') into missing from jsonb_array_elements(wanted) item
     where not exists (select 1 from jsonb_array_elements(given) g where g ->> 'metric' = item ->> 'metric');
    if missing is not null and final_state = 'completed' then return jsonb_build_object('kind', 'missing_metrics', 'metrics', missing); end if;
    ok := s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, given);
  end if;
  insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, std_error, n, rankable, told_at)
  select p_workspace, p_trial, 1, v ->> 'metric', t.study_id, t.number, (v ->> 'value')::float8, v ->> 'kind', (v ->> 'std_error')::float8, (v ->> 'n')::int,
         final_state = 'completed' and ok and v ->> 'kind' = 'finite', clock_timestamp()
    from jsonb_array_elements(given) v;
  update trial set state = final_state, lease_until = null, result_hash = p_hash, cost = p_cost, feasible = ok, finished_at = clock_timestamp(),
         state_reason = case when final_state = p_state then p_reason else coalesce(t.verdict_reason ->> 'rule', p_reason) end,
         metadata = metadata || coalesce(p_metadata, '{}')
   where workspace_id = p_workspace and id = p_trial;
  update attempt set ended_at = clock_timestamp(), end_reason = 'told' where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'trial.' || final_state, p_trial, jsonb_build_object('study_id', t.study_id, 'number', t.number));
  return jsonb_build_object('kind', 'told', 'state', final_state, 'study_id', t.study_id, 'values', (
    select coalesce(jsonb_object_agg(v ->> 'metric', jsonb_build_object(
             'value', v -> 'value', 'kind', v -> 'kind', 'std_error', v -> 'std_error', 'n', v -> 'n')), '{}')
      from jsonb_array_elements(given) v));
end $$;

drop function tell_trial(uuid, uuid, uuid, int, text, jsonb, text, float8, text, jsonb, bytea);
create function tell_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
  p_reason text, p_metadata jsonb, p_hash bytea, p_checkpoint jsonb default null) returns jsonb language plpgsql as $$
declare
  answer jsonb;
  refused jsonb;
begin
  answer := store_tell(p_workspace, p_project, p_trial, p_attempt, p_state, p_values, p_from, p_cost, p_reason, p_metadata, p_hash, false, null);
  if p_checkpoint is not null and answer ->> 'kind' = 'told' then
    refused := store_checkpoint(p_workspace, p_trial, p_attempt, p_checkpoint);
    if refused is not null then raise exception '%', refused using errcode = 'TS001'; end if;
  end if;
  return answer;
exception when sqlstate 'TS001' then
  return sqlerrm::jsonb;
end $$;

-- A tell in a study with a scheduler, with what it decides. p_outcome: how the trial ends if the changes are right.
-- "ends_as": they are not, because somebody stopped it.
create function tell_scheduled(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
  p_reason text, p_metadata jsonb, p_hash bytea, p_checkpoint jsonb, p_study uuid, p_after int, p_changes json, p_pauses_at int, p_outcome text) returns jsonb language plpgsql as $$
declare
  answer jsonb;
  refused jsonb;
begin
  perform enter_study(p_workspace, p_study);
  if not append_schedule(p_workspace, p_study, p_after, p_changes) then return '{"kind": "behind"}'; end if;
  answer := store_tell(p_workspace, p_project, p_trial, p_attempt, p_state, p_values, p_from, p_cost, p_reason, p_metadata, p_hash, true, p_pauses_at);
  if answer ->> 'kind' <> 'told' then
    refused := answer;
  elsif answer ->> 'state' <> p_outcome then
    refused := jsonb_build_object('kind', 'ends_as', 'state', answer -> 'state');
  elsif p_checkpoint is not null then
    refused := store_checkpoint(p_workspace, p_trial, p_attempt, p_checkpoint);
  end if;
  if refused is not null then raise exception '%', refused using errcode = 'TS001'; end if;
  perform apply_schedule(p_workspace, p_study, p_after + 1, p_changes, '[]');
  return answer;
exception when sqlstate 'TS001' then
  return sqlerrm::jsonb;
end $$;

-- A trial of a study with a scheduler is told alone.
create or replace function tell_trials(p_workspace uuid, p_project_ids uuid[], p_trial_ids uuid[], p_attempts int[], p_states text[], p_values jsonb[], p_costs float8[],
  p_reasons text[], p_metadata jsonb[], p_hashes bytea[]) returns jsonb language plpgsql as $$
declare
  answers jsonb;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  -- In one order: two batches never wait for each other. The next statement sees what was committed during the wait.
  perform 1 from trial where workspace_id = p_workspace and id = any (p_trial_ids) order by id for update;
  with asked as (
    select *, row_number() over (partition by trial_id order by position) as turn
      from unnest(p_project_ids, p_trial_ids, p_attempts, p_states, p_values, p_costs, p_reasons, p_metadata, p_hashes)
      with ordinality as a (project_id, trial_id, attempt, state, given, cost, reason, metadata, hash, position)
  ), plain as materialized (
    select a.*, t.study_id, t.number, case when a.state = 'completed' then s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, a.given) end as feasible
      from asked a
      join trial t on t.workspace_id = p_workspace and t.id = a.trial_id
      join study s on s.workspace_id = p_workspace and s.id = t.study_id
     where a.turn = 1 and t.bracket is null and t.attempt = a.attempt and t.finished_at is null and t.state in ('running', 'queued') and t.verdict <> 'stop'
       and (a.project_id is null or s.project_id = a.project_id)
       and (a.state <> 'completed' or not exists (
         select 1 from jsonb_array_elements(s.objectives || s.outcome_constraints) item
          where not a.given @> jsonb_build_array(jsonb_build_object('metric', item -> 'metric'))))
  ), stored as (
    insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, std_error, n, rankable, told_at)
    select p_workspace, p.trial_id, 1, v ->> 'metric', p.study_id, p.number, (v ->> 'value')::float8, v ->> 'kind', (v ->> 'std_error')::float8, (v ->> 'n')::int,
           p.state = 'completed' and p.feasible and v ->> 'kind' = 'finite', clock_timestamp()
      from plain p cross join jsonb_array_elements(p.given) v
  ), told as (
    update trial t set state = p.state, lease_until = null, result_hash = p.hash, cost = p.cost, feasible = p.feasible, finished_at = clock_timestamp(),
           state_reason = p.reason, metadata = t.metadata || coalesce(p.metadata, '{}')
      from plain p where t.workspace_id = p_workspace and t.id = p.trial_id
  ), ended as (
    update attempt u set ended_at = clock_timestamp(), end_reason = 'told'
      from plain p where u.workspace_id = p_workspace and u.trial_id = p.trial_id and u.number = p.attempt
  ), sent as (
    insert into outbox (workspace_id, id, topic, subject_id, body)
    select p_workspace, gen_random_uuid(), 'trial.' || p.state, p.trial_id, jsonb_build_object('study_id', p.study_id, 'number', p.number) from plain p
  )
  select jsonb_agg(p.study_id order by a.position) into answers from asked a left join plain p using (position);
  return answers;
end $$;

-- ---- the end of a lease ----------------------------------------------------------------------------------------------------

create or replace function state_after_lease(t trial) returns text language sql immutable
  return case t.verdict
    when 'stop' then case when t.verdict_reason ->> 'by' = 'scheduler' then 'pruned' else 'cancelled' end
    when 'pause' then 'paused'
    else 'queued' end;

drop function release_trial(uuid, uuid, uuid, int);
-- p_after and p_changes say what the checkpoint means to the study's scheduler; without them "scheduled" asks for them.
create function release_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_checkpoint jsonb default null,
  p_after int default null, p_changes json default null) returns jsonb language plpgsql as $$
declare
  t trial;
  next_state text;
  refused jsonb;
  is_over boolean;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select tr.* into t from trial tr join study s on s.workspace_id = tr.workspace_id and s.id = tr.study_id
   where tr.workspace_id = p_workspace and tr.id = p_trial and (p_project is null or s.project_id = p_project);
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  if t.bracket is not null and p_checkpoint is not null and p_changes is null then
    return jsonb_build_object('kind', 'scheduled', 'study_id', t.study_id, 'number', t.number);
  end if;
  perform enter_study(p_workspace, t.study_id);
  if not append_schedule(p_workspace, t.study_id, p_after, p_changes) then return '{"kind": "behind"}'; end if;
  select * into t from trial where workspace_id = p_workspace and id = p_trial for update;
  if t.attempt = p_attempt and t.state <> 'running' and exists (select 1 from attempt where workspace_id = p_workspace and trial_id = p_trial
      and number = p_attempt and end_reason = 'released') then
    refused := jsonb_build_object('kind', 'released', 'state', t.state, 'study_id', t.study_id, 'replayed', true);
  elsif t.attempt <> p_attempt then refused := '{"kind": "lease_lost"}';
  elsif t.finished_at is not null then refused := jsonb_build_object('kind', 'ended', 'state', t.state);
  elsif t.state <> 'running' then refused := '{"kind": "lease_lost"}';
  elsif p_checkpoint is not null then refused := store_checkpoint(p_workspace, p_trial, p_attempt, p_checkpoint);
  end if;
  if refused is not null then raise exception '%', refused using errcode = 'TS001'; end if;
  next_state := state_after_lease(t);
  is_over := next_state not in ('queued', 'paused');
  update trial set state = next_state, lease_until = null, worker_id = null, priority = 0,
         state_reason = case when is_over then t.verdict_reason ->> 'rule' end, finished_at = case when is_over then clock_timestamp() end
   where workspace_id = p_workspace and id = p_trial;
  update attempt set ended_at = clock_timestamp(), end_reason = 'released' where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
  if is_over then
    insert into outbox (workspace_id, id, topic, subject_id, body)
    values (p_workspace, gen_random_uuid(), 'trial.' || next_state, p_trial, jsonb_build_object('study_id', t.study_id, 'number', t.number));
  end if;
  perform apply_schedule(p_workspace, t.study_id, p_after + 1, p_changes, '[]');
  return jsonb_build_object('kind', 'released', 'state', next_state, 'study_id', t.study_id);
exception when sqlstate 'TS001' then
  return sqlerrm::jsonb;
end $$;

create or replace function reap_expired_leases(p_limit int) returns table (workspace_id uuid, study_id uuid) language plpgsql as $$
declare
  t trial;
  retries_max int;
  next_state text;
begin
  if not exists (select 1 from service_heartbeat where beat_at > clock_timestamp() - interval '5 seconds') then return; end if;
  for t in select * from trial tr where tr.state = 'running' and tr.lease_until < clock_timestamp() order by tr.lease_until limit p_limit for update skip locked loop
    continue when not pg_try_advisory_xact_lock_shared(study_lock_key(t.study_id));
    next_state := state_after_lease(t);
    if next_state = 'queued' then
      select s.max_retries into retries_max from study s where s.workspace_id = t.workspace_id and s.id = t.study_id;
      if t.retries >= retries_max then next_state := 'failed'; end if;
    end if;
    update trial u set state = next_state, lease_until = null, priority = 0,
           worker_id = case when next_state in ('queued', 'paused') then null else u.worker_id end,
           retries = u.retries + case when next_state = 'queued' then 1 else 0 end,
           state_reason = case next_state when 'queued' then null when 'paused' then null when 'failed' then 'lease_expired' else t.verdict_reason ->> 'rule' end,
           finished_at = case when next_state in ('queued', 'paused') then null else clock_timestamp() end
     where u.workspace_id = t.workspace_id and u.id = t.id;
    update attempt a set ended_at = clock_timestamp(), end_reason = 'lease_expired'
     where a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
    if next_state not in ('queued', 'paused') then
      insert into outbox (workspace_id, id, topic, subject_id, body)
      values (t.workspace_id, gen_random_uuid(), 'trial.' || next_state, t.id, jsonb_build_object('study_id', t.study_id, 'number', t.number));
    end if;
    workspace_id := t.workspace_id; study_id := t.study_id;
    return next;
  end loop;
end $$;

-- ---- the end of a study ----------------------------------------------------------------------------------------------------

-- Who is paused when nobody runs and nobody waits is not promoted any more: whoever calls this has let the scheduler promote.
create or replace function finish_study(p_workspace uuid, p_study uuid) returns jsonb language plpgsql as $$
declare
  s study;
  reason text;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  perform pg_advisory_xact_lock(study_lock_key(p_study));
  select * into s from study where workspace_id = p_workspace and id = p_study;
  if not found then return '{"kind": "not_found"}'; end if;
  if s.state in ('stopped', 'finished') then return jsonb_build_object('kind', 'finished', 'reason', s.state_reason); end if;
  if s.state = 'paused' then return '{"kind": "nothing", "reason": "paused"}'; end if;
  reason := hand_out_stop(s);
  if reason is null and s.budget_used < s.max_trials and s.exhausted is null then return '{"kind": "mint"}'; end if;
  if reason is null then
    reason := coalesce(s.exhausted, 'budget');
    if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'queued') then
      return '{"kind": "nothing", "reason": "draining"}';
    end if;
  end if;
  -- An end that the scheduler was not told of may close a rung, and promote who is paused there.
  if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'running')
     or (s.scheduler is not null and hand_out_stop(s) is null and exists (
       select 1 from trial where workspace_id = p_workspace and study_id = p_study and bracket is not null and finished_at is not null and not schedule_ended)) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  update trial set state = 'cancelled', state_reason = 'study_finished', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'queued' and (source <> 'engine' or attempt > 0);
  update trial set state = 'pruned', state_reason = 'not_promoted', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'paused';
  update study set state = 'finished', state_reason = reason, updated_at = clock_timestamp() where workspace_id = p_workspace and id = p_study;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'study.finished', p_study, jsonb_build_object('reason', reason));
  insert into audit_event (workspace_id, id, actor_kind, actor_id, action, target_id, detail, request_id)
  values (p_workspace, gen_random_uuid(), 'service', '00000000-0000-0000-0000-000000000000', 'study.finished', p_study,
          jsonb_build_object('reason', reason), 'finish_study');
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;

create or replace function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (s.budget_used >= s.max_trials or s.exhausted is not null or s.deadline <= clock_timestamp() or s.max_failures is not null)
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'running')
     and (hand_out_stop(s) is not null
          or ((s.budget_used >= s.max_trials or s.exhausted is not null)
              and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued')))
   limit p_limit
$$;

-- ---- the claim ---------------------------------------------------------------------------------------------------------------

-- As before. Of the promoted the deepest come first, and in a study with a scheduler only who has a place in a bracket is
-- handed out; assignments that were asked for have none and train to their end.
create or replace function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid, p_horizon int, p_partial boolean)
returns uuid[] language plpgsql as $$
declare
  slots int[];
  ids uuid[];
  are_unsold boolean;
  results int;
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null
       order by slot limit p_count for update skip locked) free;
  end if;
  select coalesce(array_agg(id order by place), '{}'), bool_and(unsold) into ids, are_unsold from (
    select id, source = 'engine' and attempt = 0 as unsold,
           row_number() over (order by priority, target_resource desc nulls last, case when p_horizon < 0 then -coalesce(basis, 0) end, number) as place
      from (select id, source, attempt, priority, target_resource, basis, number from trial
             where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and (p_only is null or id = p_only)
               and (source <> 'engine' or attempt > 0 or (space_revision = s.space_revision and coalesce(basis, 0) >= p_horizon))
               and (s.scheduler is null or bracket is not null or p_only is not null)
             order by priority, target_resource desc nulls last, case when p_horizon < 0 then -coalesce(basis, 0) end, number
             limit least(p_count, coalesce(cardinality(slots), p_count)) for update skip locked) free) placed;
  if cardinality(ids) = 0 then return ids; end if;
  -- Who asks for many gets them made together with what is on the shelf.
  if not p_partial and are_unsold and s.budget_used < s.max_trials and s.exhausted is null
     and cardinality(ids) < least(p_count, coalesce(cardinality(slots), p_count)) then
    return '{}';
  end if;
  if p_horizon < 0 then
    results := results_of(s.workspace_id, s.id);
    update trial set version = version + 1, origin = origin || jsonb_build_object('behind', results - coalesce(basis, 0))
     where workspace_id = s.workspace_id and id = any (ids) and source = 'engine' and attempt = 0 and coalesce(basis, 0) < results;
  end if;
  update trial set state = 'running', state_reason = null, attempt = attempt + 1, verdict = 'continue', verdict_reason = null, worker_id = p_worker,
         lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
         started_at = coalesce(started_at, clock_timestamp()), metadata = metadata_with_asked(metadata, p_metadata)
   where workspace_id = s.workspace_id and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = s.workspace_id and id = any (ids);
  if slots is not null then
    update parallel_slot p set trial_id = pair.trial from unnest(slots[1:cardinality(ids)], ids) as pair (slot, trial)
     where p.workspace_id = s.workspace_id and p.study_id = s.id and p.slot = pair.slot;
  end if;
  return ids;
end $$;

-- As before, but who is paused does not come back by itself: the scheduler was asked to promote just before.
create or replace function nothing_to_claim(s study) returns jsonb language plpgsql stable as $$
begin
  if s.max_parallel is not null and not exists (
    select 1 from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null) then
    return '{"kind": "nothing", "reason": "parallel_cap"}';
  end if;
  if s.budget_used < s.max_trials and s.exhausted is null then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and source = 'engine' and attempt = 0) then
    return '{"kind": "mint"}';
  end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state in ('queued', 'running')) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  return '{"kind": "drained"}';
end $$;

-- ---- what the engine is told ---------------------------------------------------------------------------------------------

-- As before, and the results of rungs, which are never undone either: what a suggestion knows are these, too.
create or replace function results_of(p_workspace uuid, p_study uuid) returns int language plpgsql stable as $$
begin
  return (
    select s.next_number
         - (select count(*) from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.state in ('queued', 'running', 'paused'))::int
         + (select count(distinct (o.trial_id, o.revision)) from observation_value o
             where o.workspace_id = p_workspace and o.study_id = p_study and o.revision > 1)::int
         + case when s.scheduler is null then 0 else
             (select count(*) from rung_result r where r.workspace_id = p_workspace and r.study_id = p_study)::int end
      from study s where s.workspace_id = p_workspace and s.id = p_study);
end $$;

-- What trials reached at the rungs of a study, as of the statement that calls this.
create function rungs_of(p_workspace uuid, p_study uuid) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'seq', (select coalesce(max(seq), 0) from schedule_log where workspace_id = p_workspace and study_id = p_study),
    'resources', (select coalesce(jsonb_agg(distinct resource), '[]') from rung where workspace_id = p_workspace and study_id = p_study),
    'results', (select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'resource', r.step, 'values', r.values) order by t.number, r.step), '[]')
                  from rung_result r join trial t on t.workspace_id = r.workspace_id and t.id = r.trial_id
                 where r.workspace_id = p_workspace and r.study_id = p_study and r.values <> '{}'));
end $$;

-- As before, and of rungs that samplers learn from: those of schedulers that compare trials at a few fixed resources.
create or replace function engine_view(p_workspace uuid, p_study uuid, p_known jsonb) returns json language plpgsql as $$
declare
  seq_known constant int := (p_known ->> 'seq')::int;
  number_known constant int := (p_known ->> 'next_number')::int;
  open_known constant int[] := case when p_known is not null then array(select jsonb_array_elements_text(p_known -> 'open')::int) end;
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', s.max_trials - s.budget_used, 'exhausted', s.exhausted is not null,
      'space_revision', s.space_revision, 'search_space', r.search_space, 'constraints', r.constraints, 'objectives', s.objectives,
      'outcome_constraints', s.outcome_constraints, 'sampler', s.sampler, 'seed', s.seed::text, 'max_trials', s.max_trials,
      'results', results_of(p_workspace, p_study),
      'rungs', case when p_known is not null and s.scheduler ->> 'name' in ('successive-halving', 'hyperband', 'asha', 'pasha') then rungs_of(p_workspace, p_study) end,
      'crashes', (select jsonb_build_object('count', l.crashes, 'version', l.crash_version) from engine_lease l
                   where l.workspace_id = p_workspace and l.study_id = p_study),
      'told', case when p_known is null then '[]' else told_since(p_workspace, p_study, seq_known, number_known, open_known) end,
      'open', open_trials(p_workspace, p_study, p_known is null))
    into view
    from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = s.space_revision
   where s.workspace_id = p_workspace and s.id = p_study;
  return view;
end $$;
