-- As before, but the tell that paused a trial is answered alike while the trial, promoted since, waits for a worker.
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
      return jsonb_build_object('kind', 'replayed', 'state', case when t.attempt = p_attempt and t.state <> 'queued' then t.state else 'paused' end, 'values', '{}'::jsonb, 'study_id', t.study_id);
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
    return jsonb_build_object('kind', 'scheduled', 'study_id', t.study_id, 'number', t.number, 'target', t.announced_target,
      'can_resume', (select worker_can_resume(u) from trial u where u.workspace_id = p_workspace and u.id = p_trial));
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
