-- As before, but that a batch takes one result of each trial. Of two without values, which no key of observation_value kept
-- apart, both were answered as stored, and only one was (R4). The others go alone, and learn what stands.
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
     where a.turn = 1 and t.attempt = a.attempt and t.finished_at is null and t.state in ('running', 'queued') and t.verdict <> 'stop'
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
