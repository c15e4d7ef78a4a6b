-- The same rules, cheaper: PostgreSQL reads a check constraint's expression anew in every statement that writes the table,
-- so lists of words stand in the triggers, whose plans are kept; and a row variable holds the columns that are used.

-- The states are those of the transition trigger and of birth; the sources are fixed at birth.
alter table trial drop constraint trial_state, drop constraint trial_source, drop constraint trial_finished,
  add constraint trial_finished check ((state in ('queued', 'running', 'paused')) = (finished_at is null));

create or replace function check_trial_birth() returns trigger language plpgsql as $$
begin
  if new.attempt <> 0 or (new.state <> 'queued' and new.source <> 'import') then
    raise exception 'trial %: is born queued and unsold', new.id using errcode = 'check_violation';
  end if;
  if new.source not in ('engine', 'enqueue', 'ask', 'import', 'repeat', 'lineage') then
    raise exception 'trial %: there is no source %', new.id, new.source using errcode = 'check_violation';
  end if;
  if new.state not in ('queued', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled') then
    raise exception 'trial %: may not be born %', new.id, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function check_trial_transition() returns trigger language plpgsql as $$
begin
  -- A tell that arrives after expiry, while nobody else was given the trial, is taken: a ten-hour result is not thrown away.
  if old.state <> new.state and not (case old.state
    when 'queued' then new.state in ('running', 'cancelled') or (old.attempt > 0 and new.state in ('completed', 'pruned', 'failed', 'infeasible'))
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
  return new;
end $$;

-- Every exit from running gives the slot back, or takes it away while more run than a lowered cap allows. Most studies
-- have no cap and no slots. More slots than the cap mean that one is numbered above it, which is quick to see; then those
-- who leave count one after the other.
create or replace function free_parallel_slot() returns trigger language plpgsql as $$
declare
  cap int;
begin
  if not exists (select 1 from parallel_slot where workspace_id = new.workspace_id and trial_id = new.id) then return null; end if;
  select s.max_parallel into cap from study s where s.workspace_id = new.workspace_id and s.id = new.study_id;
  if exists (select 1 from parallel_slot where workspace_id = new.workspace_id and study_id = new.study_id and slot > coalesce(cap, 0)) then
    perform pg_advisory_xact_lock(hashtextextended(new.study_id::text, 1));
    if (select count(*) from parallel_slot where workspace_id = new.workspace_id and study_id = new.study_id) > coalesce(cap, 0) then
      delete from parallel_slot where workspace_id = new.workspace_id and trial_id = new.id;
      return null;
    end if;
  end if;
  update parallel_slot set trial_id = null where workspace_id = new.workspace_id and trial_id = new.id;
  return null;
end $$;

create or replace function tell_trial(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
  p_reason text, p_metadata jsonb, p_hash bytea) returns jsonb language plpgsql as $$
declare
  t record;
  s record;
  wanted jsonb;
  given jsonb := p_values;
  missing jsonb;
  final_state text := p_state;
  ok boolean;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select study_id, number, attempt, state, state_reason, verdict, verdict_reason, result_hash, finished_at into t
    from trial where workspace_id = p_workspace and id = p_trial for update;
  if not found or t.attempt = 0 then return '{"kind": "not_found"}'; end if;
  select objectives, outcome_constraints into s
    from study where workspace_id = p_workspace and id = t.study_id and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if t.attempt <> p_attempt then return '{"kind": "lease_lost"}'; end if;
  if t.finished_at is not null then
    return jsonb_build_object('kind', case when t.result_hash = p_hash then 'replayed' else 'already_told' end, 'state', t.state,
      'state_reason', t.state_reason, 'values', told_values(p_workspace, p_trial), 'study_id', t.study_id);
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
