-- Faults of the lifecycle, each with its test in server/services.

-- ---- parallel slots -----------------------------------------------------------------------------------------------------

-- Slots are tokens: there are as many as the cap, or as run where a lowered cap is exceeded for now; whichever is free may
-- be taken. Under the exclusive study lock.
create or replace function sync_parallel_slots(p_workspace uuid, p_study uuid, p_max int) returns void language plpgsql as $$
declare
  slots int;
  taken int;
begin
  if p_max is null then
    delete from parallel_slot where workspace_id = p_workspace and study_id = p_study;
    return;
  end if;
  insert into parallel_slot (workspace_id, study_id, slot, trial_id)
  select p_workspace, p_study, (select coalesce(max(slot), 0) from parallel_slot where workspace_id = p_workspace and study_id = p_study)
         + row_number() over (order by number), t.id
    from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.state = 'running'
     and not exists (select 1 from parallel_slot p where p.workspace_id = p_workspace and p.trial_id = t.id);
  select count(*), count(trial_id) into slots, taken from parallel_slot where workspace_id = p_workspace and study_id = p_study;
  delete from parallel_slot where workspace_id = p_workspace and study_id = p_study and slot in (
    select slot from parallel_slot where workspace_id = p_workspace and study_id = p_study and trial_id is null
     order by slot desc limit greatest(slots - greatest(p_max, taken), 0));
  insert into parallel_slot (workspace_id, study_id, slot)
  select p_workspace, p_study, free.slot from generate_series(1, p_max + slots) as free (slot)
   where not exists (select 1 from parallel_slot p where p.workspace_id = p_workspace and p.study_id = p_study and p.slot = free.slot)
   order by free.slot limit greatest(p_max - slots, 0);
end $$;

-- Every exit from running gives the slot back, or takes it away while more run than a lowered cap allows. More slots than
-- the cap mean that one is numbered above it, which is quick to see; then those who leave count one after the other.
create or replace function free_parallel_slot() returns trigger language plpgsql as $$
declare
  cap int;
begin
  update parallel_slot set trial_id = null where workspace_id = new.workspace_id and trial_id = new.id and exists (
    select 1 from study s where s.workspace_id = new.workspace_id and s.id = new.study_id and not exists (
      select 1 from parallel_slot p where p.workspace_id = s.workspace_id and p.study_id = s.id and p.slot > s.max_parallel));
  if found or not exists (select 1 from parallel_slot where workspace_id = new.workspace_id and trial_id = new.id) then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended(new.study_id::text, 1));
  select s.max_parallel into cap from study s where s.workspace_id = new.workspace_id and s.id = new.study_id;
  if (select count(*) from parallel_slot where workspace_id = new.workspace_id and study_id = new.study_id) > coalesce(cap, 0) then
    delete from parallel_slot where workspace_id = new.workspace_id and trial_id = new.id;
  else
    update parallel_slot set trial_id = null where workspace_id = new.workspace_id and trial_id = new.id;
  end if;
  return null;
end $$;

create or replace function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid)
returns uuid[] language plpgsql as $$
declare
  slots int[];
  ids uuid[];
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null
       order by slot limit p_count for update skip locked) free;
  end if;
  select coalesce(array_agg(id order by priority, number), '{}') into ids from (
    select id, priority, number from trial
     where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and (p_only is null or id = p_only)
       and (source <> 'engine' or attempt > 0 or space_revision = s.space_revision)
     order by priority, number limit least(p_count, coalesce(cardinality(slots), p_count)) for update skip locked) free;
  if cardinality(ids) = 0 then return ids; end if;
  update trial set state = 'running', state_reason = null, attempt = attempt + 1, verdict = 'continue', verdict_reason = null, worker_id = p_worker,
         lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
         started_at = coalesce(started_at, clock_timestamp()), metadata = metadata || coalesce(p_metadata, '{}')
   where workspace_id = s.workspace_id and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = s.workspace_id and id = any (ids);
  if slots is not null then
    update parallel_slot p set trial_id = pair.trial from unnest(slots[1:cardinality(ids)], ids) as pair (slot, trial)
     where p.workspace_id = s.workspace_id and p.study_id = s.id and p.slot = pair.slot;
  end if;
  return ids;
end $$;

-- ---- ask ------------------------------------------------------------------------------------------------------------------

create or replace function ask_trials(p_workspace uuid, p_project uuid, p_principal uuid, p_study uuid, p_count int, p_worker text, p_sticky boolean,
  p_lease int, p_metadata jsonb, p_key text, p_hash bytea, p_fixed jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  ask_route constant text := 'trial.ask:' || p_study;
  answer jsonb;
  minted jsonb;
  ids uuid[];
  stop_reason text;
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if p_key is not null then
    answer := replay_ask(p_workspace, p_principal, ask_route, p_key, p_hash);
    if answer is not null then return answer; end if;
  end if;
  if p_sticky then answer := redeliver_trials(p_workspace, p_study, p_principal, p_worker, p_lease); end if;
  if answer is null then
    stop_reason := hand_out_stop(s);
    if s.state = 'paused' then
      answer := '{"kind": "nothing", "reason": "paused"}';
    elsif stop_reason is not null then
      answer := case when s.state = 'active' then '{"kind": "drained"}'::jsonb else jsonb_build_object('kind', 'finished', 'reason', stop_reason) end;
    end if;
  end if;
  if answer is null and p_fixed is not null and s.max_parallel is not null then
    -- Kept for the claim below: nothing is made that cannot be handed out.
    perform 1 from parallel_slot where workspace_id = p_workspace and study_id = p_study and trial_id is null limit 1 for update skip locked;
    if not found then answer := '{"kind": "nothing", "reason": "parallel_cap"}'; end if;
  end if;
  if answer is null and p_fixed is not null then
    minted := mint_own_trials(p_workspace, p_study, jsonb_build_array(p_fixed), 'ask');
    if minted ->> 'kind' = 'over_budget' and exists (
      select 1 from trial where workspace_id = p_workspace and study_id = p_study and state in ('queued', 'running', 'paused')) then
      answer := '{"kind": "nothing", "reason": "draining"}';
    elsif minted ->> 'kind' <> 'minted' then
      answer := minted;
    end if;
  end if;
  if answer is null then
    ids := claim_trials(s, p_count, p_principal, p_worker, p_lease, p_metadata, (p_fixed ->> 'id')::uuid);
    if cardinality(ids) > 0 then
      if p_key is not null then
        update idempotency_record set response = (select jsonb_agg(jsonb_build_object('id', id, 'attempt', attempt)) from trial
                                                   where workspace_id = p_workspace and id = any (ids))
         where workspace_id = p_workspace and principal_id = p_principal and route = ask_route and key = p_key;
      end if;
      return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', false, 'trials', handed_out(p_workspace, ids));
    end if;
    answer := nothing_to_claim(s);
  end if;
  -- Only a hand-out is remembered under the key.
  if p_key is not null then
    delete from idempotency_record where workspace_id = p_workspace and principal_id = p_principal
       and route = ask_route and key = p_key;
  end if;
  return answer;
end $$;

-- ---- exhausted, and why -----------------------------------------------------------------------------------------------------

-- The sampler has nothing more to offer: it visited all there is (grid_exhausted), or found no point that obeys the
-- constraints (no_point_found).
drop function mint_trials(uuid, uuid, int, int, int, jsonb, boolean, jsonb);
alter table study alter column exhausted drop default, alter column exhausted drop not null,
  alter column exhausted type text using case when exhausted then 'grid_exhausted' end;
alter table study add constraint study_exhausted check (exhausted in ('grid_exhausted', 'no_point_found'));

create or replace function mint_trials(p_workspace uuid, p_study uuid, p_fence int, p_first_number int, p_space_revision int, p_trials jsonb,
  p_exhausted text, p_call jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  room int;
begin
  perform enter_study(p_workspace, p_study);
  perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
  if not found then return '{"kind": "fenced"}'; end if;
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  if s.state <> 'active' or s.space_revision <> p_space_revision then return '{"kind": "closed"}'; end if;
  if s.next_number <> p_first_number then return '{"kind": "outdated"}'; end if;
  room := least(jsonb_array_length(p_trials), s.max_trials - s.budget_used);
  begin
    insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority)
    select p_workspace, (item ->> 'id')::uuid, p_study, p_first_number + ordinal - 1, 'engine', item -> 'assignments', item ->> 'fingerprint',
           item -> 'origin', p_space_revision, 4
      from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal) where ordinal <= room;
  exception when unique_violation then
    -- Assignments the study holds already: the engine was not told of that trial. None is minted.
    return '{"kind": "duplicate"}';
  end;
  update study set next_number = next_number + room, budget_used = budget_used + room,
         exhausted = coalesce(exhausted, case when room = jsonb_array_length(p_trials) then p_exhausted end)
   where workspace_id = p_workspace and id = p_study;
  insert into engine_call (workspace_id, study_id, id, fence, engine_version, sampler, space_revision, basis_seq, pending, numbers, outputs, took_ms)
  values (p_workspace, p_study, (p_call ->> 'id')::uuid, p_fence, p_call ->> 'engine_version', s.sampler, p_space_revision,
          (p_call ->> 'basis_seq')::int, p_call -> 'pending', array(select p_first_number + ordinal from generate_series(0, room - 1) ordinal),
          p_trials, (p_call ->> 'took_ms')::float);
  return jsonb_build_object('kind', 'minted', 'count', room);
end $$;

create or replace function nothing_to_claim(s study) returns jsonb language plpgsql stable as $$
begin
  if s.max_parallel is not null and not exists (
    select 1 from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null) then
    return '{"kind": "nothing", "reason": "parallel_cap"}';
  end if;
  if s.budget_used < s.max_trials and s.exhausted is null then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state in ('queued', 'running', 'paused')) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  return '{"kind": "drained"}';
end $$;

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
  if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'running') then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  update trial set state = 'cancelled', state_reason = 'study_finished', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'queued';
  update trial set state = 'pruned', state_reason = 'not_promoted', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'paused';
  update study set state = 'finished', state_reason = reason, updated_at = clock_timestamp() where workspace_id = p_workspace and id = p_study;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'study.finished', p_study, jsonb_build_object('reason', reason));
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;

-- Studies that may be over although nobody asks any more; finish_study looks closely. The cheap signs come first.
create or replace function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (s.budget_used >= s.max_trials or s.exhausted is not null or s.deadline <= clock_timestamp() or s.max_failures is not null)
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('running', 'paused'))
     and (hand_out_stop(s) is not null
          or ((s.budget_used >= s.max_trials or s.exhausted is not null)
              and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued')))
   limit p_limit
$$;

create or replace function engine_snapshot(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  snapshot json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', s.max_trials - s.budget_used, 'exhausted', s.exhausted is not null,
      'space_revision', s.space_revision, 'search_space', r.search_space, 'constraints', r.constraints, 'objectives', s.objectives,
      'sampler', s.sampler, 'seed', s.seed::text,
      'trials', case when p_from is null then '[]'::jsonb else coalesce((
        select jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'state', t.state, 'assignments', t.assignments,
                                            'values', told_values(p_workspace, t.id)) order by t.number)
          from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.number >= p_from), '[]') end)
    into snapshot
    from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = s.space_revision
   where s.workspace_id = p_workspace and s.id = p_study;
  return snapshot;
end $$;

-- ---- engine lease -------------------------------------------------------------------------------------------------------

-- Who lives is no tenant's secret: ids of replicas and times.
grant select on service_heartbeat to tellus_app;
create policy liveness on service_heartbeat for select to tellus_app using (true);

-- Who may run the engine for a study: the first to come, until its lease runs out or its replica is gone. A new holder
-- gets a higher fence.
create or replace function acquire_engine_lease(p_workspace uuid, p_study uuid, p_holder uuid, p_seconds int) returns jsonb language plpgsql as $$
declare
  lease engine_lease;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  insert into engine_lease (workspace_id, study_id, holder, fence, expires_at)
  values (p_workspace, p_study, p_holder, 1, clock_timestamp() + make_interval(secs => p_seconds))
  on conflict (workspace_id, study_id) do update set
    holder = excluded.holder, expires_at = excluded.expires_at,
    fence = engine_lease.fence + case when engine_lease.holder is not distinct from excluded.holder then 0 else 1 end
  where engine_lease.holder is not distinct from excluded.holder or engine_lease.expires_at is null or engine_lease.expires_at < clock_timestamp()
     or not exists (select 1 from service_heartbeat h where h.replica_id = engine_lease.holder and h.beat_at > clock_timestamp() - interval '5 seconds')
  returning * into lease;
  return case when lease.fence is null then null else jsonb_build_object('fence', lease.fence) end;
end $$;

-- ---- from_measurements --------------------------------------------------------------------------------------------------

-- Metrics the worker left out, from what it measured, each once: the last value of each, or all of them as they were at
-- the step where the first objective was best (the earliest of equals), so that what is told together belongs together.
create or replace function fill_from_measurements(p_trial trial, p_values jsonb, p_metrics jsonb, p_from text) returns jsonb language sql stable as $$
  with best as (
    select attempt, step from measurement m
     where p_from = 'best' and m.workspace_id = p_trial.workspace_id and m.trial_id = p_trial.id
       and m.metric = p_metrics -> 0 ->> 'metric' and m.value_kind = 'finite'
     order by case when p_metrics -> 0 ->> 'direction' = 'maximize' then -m.value else m.value end, attempt desc, step limit 1)
  select p_values || coalesce(jsonb_agg(jsonb_build_object('metric', wanted.metric, 'value', m.value, 'kind', m.value_kind)), '[]')
    from (select distinct item ->> 'metric' as metric from jsonb_array_elements(p_metrics) item) wanted
    cross join lateral (
      select value, value_kind from measurement m left join best on true
       where m.workspace_id = p_trial.workspace_id and m.trial_id = p_trial.id and m.metric = wanted.metric
         and (p_from = 'last' or (m.attempt = best.attempt and m.step <= best.step))
       order by m.attempt desc, m.step desc limit 1) m
   where not exists (select 1 from jsonb_array_elements(p_values) given where given ->> 'metric' = wanted.metric)
$$;
