-- How far a worker was told to train. A trial may be promoted while its worker has not heard of it: what is told then was
-- trained to the step that was announced, and is counted there. And a population that has run out is over.

-- AlterTable
ALTER TABLE "trial" ADD COLUMN     "announced_target" DOUBLE PRECISION;

update trial set announced_target = target_resource where state = 'running';

-- As before, and what is handed out says how far it is to train.
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
               and (s.scheduler is null or bracket is not null or attempt > 0 or p_only is not null)
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
         lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease), announced_target = target_resource,
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

create or replace function redeliver_trials(p_workspace uuid, p_study uuid, p_principal uuid, p_worker text, p_lease int) returns jsonb language plpgsql as $$
declare
  ids uuid[];
begin
  select array_agg(id) into ids from (
    select id from trial where workspace_id = p_workspace and study_id = p_study and state = 'running' and worker_id = p_worker and verdict <> 'stop'
     order by number limit 64 for update) live;
  if ids is null then return null; end if;
  update attempt a set ended_at = clock_timestamp(), end_reason = 'redelivered' from trial t
   where t.workspace_id = p_workspace and t.id = any (ids) and a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
  update trial set attempt = attempt + 1, lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
         announced_target = target_resource
   where workspace_id = p_workspace and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = p_workspace and id = any (ids);
  return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', true, 'trials', handed_out(p_workspace, ids));
end $$;

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
  -- The reply says how far to train now. A second more than promised, so that a worker that reports often has its row rewritten once a second at most.
  promised := clock_timestamp() + make_interval(secs => t.lease_seconds);
  if t.lease_until < promised or t.announced_target is distinct from t.target_resource then
    update trial set lease_until = greatest(lease_until, promised + interval '1 second'), announced_target = target_resource
     where workspace_id = p_workspace and id = p_trial;
  end if;
  return jsonb_build_object('kind', 'held', 'verdict', t.verdict, 'verdict_reason', t.verdict_reason, 'lease_seconds', t.lease_seconds, 'study_id', t.study_id,
    'number', t.number, 'target', t.target_resource, 'is_scheduled', t.bracket is not null);
end $$;

-- As before, and who is asked to decide hears how far the worker was to train.
create or replace function store_tell(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_state text, p_values jsonb, p_from text, p_cost float8,
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
  select study_id, number, attempt, state, state_reason, verdict, verdict_reason, result_hash, finished_at, bracket, target_resource, announced_target into t
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
    return jsonb_build_object('kind', 'scheduled', 'study_id', t.study_id, 'number', t.number, 'target', t.announced_target);
  end if;
  if p_pauses_at is not null and t.verdict <> 'stop' then
    insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
    select p_workspace, p_trial, p_attempt, v ->> 'metric', p_pauses_at, (v ->> 'value')::float8, v ->> 'kind', clock_timestamp()
      from jsonb_array_elements(given) v on conflict do nothing;
    update attempt set ended_at = clock_timestamp(), end_reason = 'told', result_hash = p_hash
     where workspace_id = p_workspace and trial_id = p_trial and number = p_attempt;
    -- Promoted meanwhile: it waits for whoever trains it further.
    update trial set state = case when t.target_resource > p_pauses_at then 'queued' else 'paused' end,
           priority = case when t.target_resource > p_pauses_at then 1 else priority end, lease_until = null, worker_id = null, cost = coalesce(p_cost, cost), metadata = metadata || coalesce(p_metadata, '{}')
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
  update trial set state = final_state, lease_until = null, result_hash = p_hash, cost = coalesce(p_cost, cost), feasible = ok, finished_at = clock_timestamp(),
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

-- ---- a population that has run out ------------------------------------------------------------------------------------------

alter table study drop constraint study_exhausted;
alter table study add constraint study_exhausted check (exhausted in ('grid_exhausted', 'no_point_found', 'population_complete'));

-- Its scheduler starts no trial any more, whatever happens and however much budget is left.
create function close_schedule(p_workspace uuid, p_study uuid, p_reason text) returns void language plpgsql as $$
begin
  perform enter_study(p_workspace, p_study);
  update study set exhausted = p_reason where workspace_id = p_workspace and id = p_study and state = 'active' and exhausted is null;
end $$;

-- As before; suggestions that lie on the shelf are not waited for, since they get no place.
create or replace function hand_out_stop(s study) returns text language plpgsql stable as $$
begin
  if s.state in ('stopped', 'finished') then return s.state_reason; end if;
  if s.exhausted = 'population_complete' then return s.exhausted; end if;
  if s.deadline <= clock_timestamp() then return 'deadline'; end if;
  if s.max_failures is not null and s.max_failures <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                           and t.state = 'failed' limit s.max_failures) f) then
    return 'failures';
  end if;
  if s.objectives @? '$[*].target' and has_reached_target(s) then return 'target'; end if;
  if s.no_improvement_trials is not null and has_stagnated(s) then return 'stagnation'; end if;
  if s.max_cost is not null and s.max_cost <= (
    select coalesce(sum(t.cost), 0) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id) then
    return 'cost';
  end if;
  return null;
end $$;
