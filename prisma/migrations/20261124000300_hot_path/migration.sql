-- Ask, measure, tell, heartbeat, release: one function each, so that a request is one round trip and one transaction.
-- Each sets app.workspace_id for its own transaction first, so row-level security holds inside. Answers are jsonb with a
-- "kind"; refusals are kinds, never exceptions, because an exception would cost the pooled connection.
-- Time is clock_timestamp() of this database, everywhere.

-- Whoever hands out, mints or re-queues holds this shared; pause, stop and changed limits hold it exclusively, so that
-- nothing is handed out after they are acknowledged (R16).
create function study_lock_key(p_study uuid) returns bigint language sql immutable parallel safe
  return hashtextextended(p_study::text, 0);

-- The function's own transaction sees this workspace, and shares the study with other hand-outs.
create function enter_study(p_workspace uuid, p_study uuid) returns void language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  perform pg_advisory_xact_lock_shared(study_lock_key(p_study));
end $$;

create function handed_out(p_workspace uuid, p_ids uuid[]) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
           'id', t.id, 'number', t.number, 'assignments', t.assignments, 'attempt', t.attempt, 'lease_seconds', t.lease_seconds,
           'origin', t.origin, 'space_revision', t.space_revision, 'metadata', t.metadata) order by t.number), '[]'::jsonb)
    from trial t where t.workspace_id = p_workspace and t.id = any (p_ids)
$$;

-- Why a study hands out nothing new although trials might be waiting, or null.
create function hand_out_stop(s study) returns text language plpgsql stable as $$
begin
  if s.state in ('stopped', 'finished') then return s.state_reason; end if;
  if s.deadline <= clock_timestamp() then return 'deadline'; end if;
  if s.max_failures is not null and s.max_failures <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                           and t.state = 'failed' limit s.max_failures) f) then
    return 'failures';
  end if;
  return null;
end $$;

-- ---- ask --------------------------------------------------------------------------------------------------------------

-- Gives the answer stored under the key, or null when there is none. The insert waits for a concurrent twin to commit.
create function replay_ask(p_workspace uuid, p_principal uuid, p_route text, p_key text, p_hash bytea) returns jsonb language plpgsql as $$
declare
  stored idempotency_record;
  superseded boolean;
begin
  insert into idempotency_record (workspace_id, principal_id, route, key, body_hash, response)
  values (p_workspace, p_principal, p_route, p_key, p_hash, '[]') on conflict do nothing;
  if found then return null; end if;
  select * into stored from idempotency_record
   where workspace_id = p_workspace and principal_id = p_principal and route = p_route and key = p_key;
  if stored.body_hash is null or stored.body_hash <> p_hash then return '{"kind": "idempotency_mismatch"}'; end if;
  select bool_or(t.attempt <> (item ->> 'attempt')::int) into superseded
    from jsonb_array_elements(stored.response) item join trial t on t.workspace_id = p_workspace and t.id = (item ->> 'id')::uuid;
  if superseded then return '{"kind": "lease_lost"}'; end if;
  return jsonb_build_object('kind', 'trials', 'replayed', true, 'redelivered', false, 'trials',
    handed_out(p_workspace, array(select (item ->> 'id')::uuid from jsonb_array_elements(stored.response) item)));
end $$;

create function redeliver_trials(p_workspace uuid, p_study uuid, p_principal uuid, p_worker text, p_lease int) returns jsonb language plpgsql as $$
declare
  ids uuid[];
begin
  select array_agg(id) into ids from (
    select id from trial where workspace_id = p_workspace and study_id = p_study and state = 'running' and worker_id = p_worker
     order by number limit 64 for update) live;
  if ids is null then return null; end if;
  update attempt a set ended_at = clock_timestamp(), end_reason = 'redelivered' from trial t
   where t.workspace_id = p_workspace and t.id = any (ids) and a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
  update trial set attempt = attempt + 1, lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease)
   where workspace_id = p_workspace and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = p_workspace and id = any (ids);
  return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', true, 'trials', handed_out(p_workspace, ids));
end $$;

-- Takes up to p_count queued trials, and a parallel slot for each where the study caps them. p_only narrows to one trial.
create function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid)
returns uuid[] language plpgsql as $$
declare
  slots int[];
  ids uuid[];
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null and slot <= s.max_parallel
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

-- Why there was nothing to claim. "mint": the sampler may make more. "drained": nothing is left and nothing can come back.
create function nothing_to_claim(s study) returns jsonb language plpgsql stable as $$
begin
  if s.max_parallel is not null and not exists (
    select 1 from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null and slot <= s.max_parallel) then
    return '{"kind": "nothing", "reason": "parallel_cap"}';
  end if;
  if s.budget_used < s.max_trials and not s.exhausted then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state in ('queued', 'running', 'paused')) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  return '{"kind": "drained"}';
end $$;

-- p_fixed: one trial to make from the caller's own assignments and hand out at once: {id, assignments, fingerprint, origin}.
create function ask_trials(p_workspace uuid, p_project uuid, p_principal uuid, p_study uuid, p_count int, p_worker text, p_sticky boolean,
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
    if stop_reason is not null then
      answer := case when s.state = 'active' then '{"kind": "drained"}'::jsonb else jsonb_build_object('kind', 'finished', 'reason', stop_reason) end;
    elsif s.state = 'paused' then
      answer := '{"kind": "nothing", "reason": "paused"}';
    end if;
  end if;
  if answer is null and p_fixed is not null then
    minted := mint_own_trials(p_workspace, p_study, jsonb_build_array(p_fixed), 'ask');
    if minted ->> 'kind' <> 'minted' then answer := minted; end if;
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

-- ---- making trials ------------------------------------------------------------------------------------------------------

-- Who may run the engine for a study: the first to come, until its lease runs out. A new holder gets a higher fence.
create function acquire_engine_lease(p_workspace uuid, p_study uuid, p_holder uuid, p_seconds int) returns jsonb language plpgsql as $$
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
  returning * into lease;
  return case when lease.fence is null then null else jsonb_build_object('fence', lease.fence) end;
end $$;

-- Inserts the engine's suggestions as unsold trials where the fence, the numbers and the space are still those it was
-- computed for. All of the given trials that fit the budget are minted, or none.
create function mint_trials(p_workspace uuid, p_study uuid, p_fence int, p_first_number int, p_space_revision int, p_trials jsonb,
  p_exhausted boolean, p_call jsonb) returns jsonb language plpgsql as $$
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
  if exists (select 1 from trial t join jsonb_array_elements(p_trials) item on t.fingerprint = item ->> 'fingerprint'
              where t.workspace_id = p_workspace and t.study_id = p_study and t.repeat_index = 0) then
    return '{"kind": "duplicate"}';
  end if;
  room := least(jsonb_array_length(p_trials), s.max_trials - s.budget_used);
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority)
  select p_workspace, (item ->> 'id')::uuid, p_study, p_first_number + ordinal - 1, 'engine', item -> 'assignments', item ->> 'fingerprint',
         item -> 'origin', p_space_revision, 4
    from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal) where ordinal <= room;
  update study set next_number = next_number + room, budget_used = budget_used + room,
         exhausted = exhausted or (p_exhausted and room = jsonb_array_length(p_trials))
   where workspace_id = p_workspace and id = p_study;
  insert into engine_call (workspace_id, study_id, id, fence, engine_version, sampler, space_revision, basis_seq, pending, numbers, outputs, took_ms)
  values (p_workspace, p_study, (p_call ->> 'id')::uuid, p_fence, p_call ->> 'engine_version', s.sampler, p_space_revision,
          (p_call ->> 'basis_seq')::int, p_call -> 'pending', array(select p_first_number + ordinal from generate_series(0, room - 1) ordinal),
          p_trials, (p_call ->> 'took_ms')::float);
  return jsonb_build_object('kind', 'minted', 'count', room);
end $$;

-- Trials of the caller's own: they count against the budget; the same assignments again are a further repeat, because
-- here the caller asked for them.
create function mint_own_trials(p_workspace uuid, p_study uuid, p_trials jsonb, p_source text) returns jsonb language plpgsql as $$
declare
  s study;
  many constant int := jsonb_array_length(p_trials);
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  if not found then return '{"kind": "not_found"}'; end if;
  if s.state in ('stopped', 'finished') then return jsonb_build_object('kind', 'finished', 'reason', s.state_reason); end if;
  if s.budget_used + many > s.max_trials then
    return jsonb_build_object('kind', 'over_budget', 'left', s.max_trials - s.budget_used);
  end if;
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority, metadata)
  select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, p_source, item -> 'assignments', item ->> 'fingerprint',
         coalesce((select max(t.repeat_index) + 1 from trial t where t.workspace_id = p_workspace and t.study_id = p_study
                    and t.fingerprint = item ->> 'fingerprint'), 0)
           + (select count(*) from jsonb_array_elements(p_trials) with ordinality as before (twin, place)
               where place < ordinal and twin ->> 'fingerprint' = item ->> 'fingerprint'),
         item -> 'origin', s.space_revision, 2, coalesce(item -> 'metadata', '{}')
    from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal);
  update study set next_number = next_number + many, budget_used = budget_used + many where workspace_id = p_workspace and id = p_study;
  return '{"kind": "minted"}';
end $$;

-- Ends a study that can hand out nothing more. Exclusive, with a fresh look: nothing is minted or re-queued meanwhile.
create function finish_study(p_workspace uuid, p_study uuid) returns jsonb language plpgsql as $$
declare
  s study;
  reason text;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  perform pg_advisory_xact_lock(study_lock_key(p_study));
  select * into s from study where workspace_id = p_workspace and id = p_study;
  if s.state in ('stopped', 'finished') then return jsonb_build_object('kind', 'finished', 'reason', s.state_reason); end if;
  if s.state = 'paused' then return '{"kind": "nothing", "reason": "paused"}'; end if;
  reason := hand_out_stop(s);
  if reason is null and s.budget_used < s.max_trials and not s.exhausted then return '{"kind": "mint"}'; end if;
  if reason is null then
    reason := case when s.exhausted then 'grid_exhausted' else 'budget' end;
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

-- As many slots as the cap; trials that run already get one each, beyond the cap if need be. Under the exclusive study lock.
create function sync_parallel_slots(p_workspace uuid, p_study uuid, p_max int) returns void language plpgsql as $$
begin
  delete from parallel_slot where workspace_id = p_workspace and study_id = p_study and (p_max is null or (slot > p_max and trial_id is null));
  if p_max is null then return; end if;
  insert into parallel_slot (workspace_id, study_id, slot)
  select p_workspace, p_study, slot from generate_series(1, p_max) slot on conflict do nothing;
  insert into parallel_slot (workspace_id, study_id, slot, trial_id)
  select p_workspace, p_study, row_number() over (order by number), id from trial t
   where workspace_id = p_workspace and study_id = p_study and state = 'running'
     and not exists (select 1 from parallel_slot p where p.workspace_id = p_workspace and p.trial_id = t.id)
  on conflict (workspace_id, study_id, slot) do update set trial_id = excluded.trial_id where parallel_slot.trial_id is null;
  -- Those whose slot number was taken stand above everything there is.
  insert into parallel_slot (workspace_id, study_id, slot, trial_id)
  select p_workspace, p_study, (select max(slot) from parallel_slot where workspace_id = p_workspace and study_id = p_study) + row_number() over (order by number), id
    from trial t where workspace_id = p_workspace and study_id = p_study and state = 'running'
     and not exists (select 1 from parallel_slot p where p.workspace_id = p_workspace and p.trial_id = t.id);
end $$;

-- ---- measure, heartbeat, release, tell ----------------------------------------------------------------------------------

-- Extends the lease of a running trial held under this attempt; the refusal as jsonb otherwise.
create function hold_lease(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int) returns jsonb language plpgsql as $$
declare
  t trial;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update trial set lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
   where workspace_id = p_workspace and id = p_trial and state = 'running' and attempt = p_attempt
     and (p_project is null or exists (select 1 from study s where s.workspace_id = p_workspace and s.id = trial.study_id and s.project_id = p_project))
  returning * into t;
  if found then
    return jsonb_build_object('kind', 'held', 'verdict', t.verdict, 'verdict_reason', t.verdict_reason, 'lease_seconds', t.lease_seconds, 'study_id', t.study_id);
  end if;
  select tr.* into t from trial tr join study s on s.workspace_id = tr.workspace_id and s.id = tr.study_id
   where tr.workspace_id = p_workspace and tr.id = p_trial and (p_project is null or s.project_id = p_project);
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  if t.attempt = p_attempt and t.finished_at is not null then return jsonb_build_object('kind', 'ended', 'state', t.state); end if;
  return '{"kind": "lease_lost"}';
end $$;

create function measure_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_steps int[], p_metrics text[], p_values float8[], p_kinds text[])
returns jsonb language plpgsql as $$
declare
  held jsonb;
  conflict jsonb;
begin
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  -- The lease row is locked, so nobody else writes measurements of this attempt between the look and the insert.
  select jsonb_build_object('kind', 'measurement_conflict', 'metric', m.metric, 'step', m.step, 'value', m.value, 'value_kind', m.value_kind) into conflict
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind)
    join measurement m on m.workspace_id = p_workspace and m.trial_id = p_trial and m.attempt = p_attempt and m.metric = given.metric and m.step = given.step
   where (m.value, m.value_kind) is distinct from (given.value, given.kind) order by m.step limit 1;
  if conflict is not null then return conflict; end if;
  insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
  select p_workspace, p_trial, p_attempt, metric, step, value, kind, clock_timestamp()
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind) on conflict do nothing;
  return held;
end $$;

create function release_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int) returns jsonb language plpgsql as $$
declare
  t trial;
  next_state text;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select tr.* into t from trial tr join study s on s.workspace_id = tr.workspace_id and s.id = tr.study_id
   where tr.workspace_id = p_workspace and tr.id = p_trial and (p_project is null or s.project_id = p_project);
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  perform enter_study(p_workspace, t.study_id);
  select * into t from trial where workspace_id = p_workspace and id = p_trial for update;
  if t.attempt = p_attempt and t.state <> 'running' and exists (select 1 from attempt where workspace_id = p_workspace and trial_id = p_trial
      and number = p_attempt and end_reason = 'released') then
    return jsonb_build_object('kind', 'released', 'state', t.state, 'study_id', t.study_id);
  end if;
  if t.attempt <> p_attempt then return '{"kind": "lease_lost"}'; end if;
  if t.finished_at is not null then return jsonb_build_object('kind', 'ended', 'state', t.state); end if;
  if t.state <> 'running' then return '{"kind": "lease_lost"}'; end if;
  next_state := state_after_lease(t);
  update trial set state = next_state, lease_until = null, worker_id = null, priority = 0,
         state_reason = case when next_state = 'queued' then null else t.verdict_reason ->> 'rule' end,
         finished_at = case when next_state = 'queued' then null else clock_timestamp() end
   where workspace_id = p_workspace and id = p_trial;
  update attempt set ended_at = clock_timestamp(), end_reason = 'released' where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
  return jsonb_build_object('kind', 'released', 'state', next_state, 'study_id', t.study_id);
end $$;

-- Where a running trial goes when its worker lets go: back to the queue, or to its end after a stop.
create function state_after_lease(t trial) returns text language sql immutable
  return case when t.verdict = 'stop' then case when t.verdict_reason ->> 'by' = 'scheduler' then 'pruned' else 'cancelled' end else 'queued' end;

-- The stored observation, as the API shows it.
create function told_values(p_workspace uuid, p_trial uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(metric, jsonb_build_object('value', value, 'kind', value_kind, 'std_error', std_error, 'n', n)), '{}')
    from observation_value where workspace_id = p_workspace and trial_id = p_trial and current
$$;

-- Metrics the worker left out, from what it measured: the last step, or the best by the objective's direction.
create function fill_from_measurements(p_trial trial, p_values jsonb, p_metrics jsonb, p_from text) returns jsonb language sql stable as $$
  select p_values || coalesce(jsonb_agg(jsonb_build_object('metric', wanted ->> 'metric', 'value', m.value, 'kind', m.value_kind)), '[]')
    from jsonb_array_elements(p_metrics) wanted
    cross join lateral (
      select value, value_kind from measurement m
       where m.workspace_id = p_trial.workspace_id and m.trial_id = p_trial.id and m.metric = wanted ->> 'metric'
         and (p_from = 'last' or m.value_kind = 'finite')
       order by case when p_from = 'best' then case when wanted ->> 'direction' = 'maximize' then -m.value else m.value end end, m.attempt desc, m.step desc
       limit 1) m
   where not exists (select 1 from jsonb_array_elements(p_values) given where given ->> 'metric' = wanted ->> 'metric')
$$;

create function is_feasible(p_constraints jsonb, p_values jsonb) returns boolean language sql immutable as $$
  select not exists (
    select 1 from jsonb_array_elements(p_constraints) bound
     where not exists (
       select 1 from jsonb_array_elements(p_values) given
        where given ->> 'metric' = bound ->> 'metric' and given ->> 'kind' = 'finite'
          and (given ->> 'value')::float8 <= coalesce((bound ->> 'lte')::float8, 'infinity')
          and (given ->> 'value')::float8 >= coalesce((bound ->> 'gte')::float8, '-infinity')))
$$;

-- p_values: [{metric, value, kind, std_error, n}]. The same result again is replayed; another one is refused (R4).
create function tell_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
  p_reason text, p_metadata jsonb, p_hash bytea) returns jsonb language plpgsql as $$
declare
  t trial;
  s study;
  wanted jsonb;
  given jsonb := p_values;
  missing jsonb;
  final_state text := p_state;
  ok boolean;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select * into t from trial where workspace_id = p_workspace and id = p_trial for update;
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  select * into s from study where workspace_id = p_workspace and id = t.study_id and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if t.attempt <> p_attempt then return '{"kind": "lease_lost"}'; end if;
  if t.finished_at is not null then
    return jsonb_build_object('kind', case when t.result_hash = p_hash then 'replayed' else 'already_told' end, 'state', t.state,
      'state_reason', t.state_reason, 'values', told_values(p_workspace, p_trial), 'study_id', t.study_id);
  end if;
  if t.state = 'paused' then return jsonb_build_object('kind', 'ended', 'state', t.state); end if;
  if p_state = 'completed' then
    if t.verdict = 'stop' then final_state := state_after_lease(t); end if;
    wanted := s.objectives || s.outcome_constraints;
    if p_from is not null or t.verdict = 'stop' then given := fill_from_measurements(t, given, wanted, coalesce(p_from, 'last')); end if;
    select jsonb_agg(distinct item ->> 'metric') into missing from jsonb_array_elements(wanted) item
     where not exists (select 1 from jsonb_array_elements(given) g where g ->> 'metric' = item ->> 'metric');
    if missing is not null and final_state = 'completed' then return jsonb_build_object('kind', 'missing_metrics', 'metrics', missing); end if;
    ok := is_feasible(s.outcome_constraints, given);
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
  return jsonb_build_object('kind', 'told', 'state', final_state, 'values', told_values(p_workspace, p_trial), 'study_id', t.study_id);
end $$;

-- ---- jobs (tellus_system) -----------------------------------------------------------------------------------------------

-- This replica lives. When no replica wrote for 5 s the outage was ours: every lease starts afresh, so that no live worker
-- is robbed for our absence (R9).
create function beat_service(p_replica uuid) returns boolean language plpgsql as $$
declare
  silent boolean;
begin
  select max(beat_at) < clock_timestamp() - interval '5 seconds' into silent from service_heartbeat;
  if silent then
    update trial set lease_until = clock_timestamp() + make_interval(secs => lease_seconds) where state = 'running';
  end if;
  insert into service_heartbeat (replica_id, started_at, beat_at) values (p_replica, clock_timestamp(), clock_timestamp())
  on conflict (replica_id) do update set beat_at = excluded.beat_at;
  delete from service_heartbeat where beat_at < clock_timestamp() - interval '1 day';
  return coalesce(silent, false);
end $$;

-- Expired leases: back to the queue, to failed after the last retry, or to the end a verdict had set. Safe on every replica.
create function reap_expired_leases(p_limit int) returns table (workspace_id uuid, study_id uuid) language plpgsql as $$
declare
  t trial;
  retries_max int;
  next_state text;
begin
  for t in select * from trial tr where tr.state = 'running' and tr.lease_until < clock_timestamp() order by tr.lease_until limit p_limit for update skip locked loop
    continue when not pg_try_advisory_xact_lock_shared(study_lock_key(t.study_id));
    next_state := state_after_lease(t);
    if next_state = 'queued' then
      select s.max_retries into retries_max from study s where s.workspace_id = t.workspace_id and s.id = t.study_id;
      if t.retries >= retries_max then next_state := 'failed'; end if;
    end if;
    update trial u set state = next_state, lease_until = null, priority = 0,
           worker_id = case when next_state = 'queued' then null else u.worker_id end,
           retries = u.retries + case when next_state = 'queued' then 1 else 0 end,
           state_reason = case next_state when 'queued' then null when 'failed' then 'lease_expired' else t.verdict_reason ->> 'rule' end,
           finished_at = case when next_state = 'queued' then null else clock_timestamp() end
     where u.workspace_id = t.workspace_id and u.id = t.id;
    update attempt a set ended_at = clock_timestamp(), end_reason = 'lease_expired'
     where a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
    if next_state <> 'queued' then
      insert into outbox (workspace_id, id, topic, subject_id, body)
      values (t.workspace_id, gen_random_uuid(), 'trial.' || next_state, t.id, jsonb_build_object('study_id', t.study_id, 'number', t.number));
    end if;
    workspace_id := t.workspace_id; study_id := t.study_id;
    return next;
  end loop;
end $$;

-- Studies that may be over although nobody asks any more; finish_study looks closely.
create function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (hand_out_stop(s) is not null or s.budget_used >= s.max_trials or s.exhausted)
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                      and t.state in ('running', 'paused') )
     and (hand_out_stop(s) is not null or not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued'))
   limit p_limit
$$;

-- ---- engine host ----------------------------------------------------------------------------------------------------------

-- What the engine is told of a study, as of one instant. Trials from number p_from on, or none when p_from is null.
-- json, because jsonb would forget the order of parameters.
create function engine_snapshot(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  snapshot json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', s.max_trials - s.budget_used, 'exhausted', s.exhausted,
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
