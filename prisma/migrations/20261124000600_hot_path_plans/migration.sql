-- The hot path's work must not grow with what a study holds, also before the tables were ever analyzed: each statement
-- finds its rows by a whole key, and a lease is prolonged in place, without an index to keep up.

-- Among running trials (trial_worker) the reaper finds the expired ones; an index on the time itself would have to be
-- rewritten, with all others of the row, at every heartbeat.
drop index trial_lease_until;

-- Prolonging a lease touches nothing the rules are about.
drop trigger trial_transition on trial;
create trigger trial_transition before update of workspace_id, id, study_id, number, source, repeat_index, state, attempt, version, assignments,
  fingerprint, origin, space_revision, result_hash on trial for each row execute function check_trial_transition();

-- Most studies have no parallel cap and no slots.
create or replace function free_parallel_slot() returns trigger language plpgsql as $$
begin
  update parallel_slot set trial_id = null where workspace_id = new.workspace_id and trial_id = new.id;
  if found then
    delete from parallel_slot p using study s
     where p.workspace_id = new.workspace_id and p.study_id = new.study_id and p.trial_id is null
       and s.workspace_id = p.workspace_id and s.id = p.study_id and p.slot > coalesce(s.max_parallel, 0);
  end if;
  return null;
end $$;

-- Extends the lease of a running trial held under this attempt; the refusal as jsonb otherwise. Locks the trial.
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
  return jsonb_build_object('kind', 'held', 'verdict', t.verdict, 'verdict_reason', t.verdict_reason, 'lease_seconds', t.lease_seconds, 'study_id', t.study_id);
end $$;

create or replace function measure_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_steps int[], p_metrics text[], p_values float8[], p_kinds text[])
returns jsonb language plpgsql as $$
declare
  held jsonb;
  conflict jsonb;
begin
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  -- The lease row is locked, so nobody else writes measurements of this attempt between the look and the insert.
  select jsonb_build_object('kind', 'measurement_conflict', 'metric', m.metric, 'step', m.step, 'value', m.value, 'value_kind', m.value_kind) into conflict
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind) cross join lateral (
      select step, metric, value, value_kind from measurement
       where workspace_id = p_workspace and trial_id = p_trial and attempt = p_attempt and metric = given.metric and step = given.step limit 1) m
   where (m.value, m.value_kind) is distinct from (given.value, given.kind) order by m.step limit 1;
  if conflict is not null then return conflict; end if;
  insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
  select p_workspace, p_trial, p_attempt, metric, step, value, kind, clock_timestamp()
    from unnest(p_steps, p_metrics, p_values, p_kinds) as given (step, metric, value, kind) on conflict do nothing;
  return held;
end $$;

create or replace function mint_trials(p_workspace uuid, p_study uuid, p_fence int, p_first_number int, p_space_revision int, p_trials jsonb,
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
         exhausted = exhausted or (p_exhausted and room = jsonb_array_length(p_trials))
   where workspace_id = p_workspace and id = p_study;
  insert into engine_call (workspace_id, study_id, id, fence, engine_version, sampler, space_revision, basis_seq, pending, numbers, outputs, took_ms)
  values (p_workspace, p_study, (p_call ->> 'id')::uuid, p_fence, p_call ->> 'engine_version', s.sampler, p_space_revision,
          (p_call ->> 'basis_seq')::int, p_call -> 'pending', array(select p_first_number + ordinal from generate_series(0, room - 1) ordinal),
          p_trials, (p_call ->> 'took_ms')::float);
  return jsonb_build_object('kind', 'minted', 'count', room);
end $$;

-- In PL/pgSQL for its plans are kept; an SQL function is planned at every call.
create or replace function handed_out(p_workspace uuid, p_ids uuid[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', t.id, 'number', t.number, 'assignments', t.assignments, 'attempt', t.attempt, 'lease_seconds', t.lease_seconds,
             'origin', t.origin, 'space_revision', t.space_revision, 'metadata', t.metadata) order by t.number), '[]'::jsonb)
      from trial t where t.workspace_id = p_workspace and t.id = any (p_ids));
end $$;

-- Answers from what it was given instead of reading it back.
create or replace function tell_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
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

-- A metric may be an objective and constrained as well: it is filled once, by its direction as an objective.
create or replace function fill_from_measurements(p_trial trial, p_values jsonb, p_metrics jsonb, p_from text) returns jsonb language sql stable as $$
  select p_values || coalesce(jsonb_agg(jsonb_build_object('metric', wanted ->> 'metric', 'value', m.value, 'kind', m.value_kind)), '[]')
    from (select distinct on (item ->> 'metric') item from jsonb_array_elements(p_metrics) with ordinality as listed (item, place)
           order by item ->> 'metric', place) as named (wanted)
    cross join lateral (
      select value, value_kind from measurement m
       where m.workspace_id = p_trial.workspace_id and m.trial_id = p_trial.id and m.metric = wanted ->> 'metric'
         and (p_from = 'last' or m.value_kind = 'finite')
       order by case when p_from = 'best' then case when wanted ->> 'direction' = 'maximize' then -m.value else m.value end end, m.attempt desc, m.step desc
       limit 1) m
   where not exists (select 1 from jsonb_array_elements(p_values) given where given ->> 'metric' = wanted ->> 'metric')
$$;
