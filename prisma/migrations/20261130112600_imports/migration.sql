-- Results that come from elsewhere: trials that are born ended. They get a number and use no budget; engines learn from them,
-- the incumbent may be one of them, and no limit counts them as a trial of the study's own.

-- p_trials: [{id, state, assignments, fingerprint, origin, metadata, values, feasible, cost, reason, steps, started_at, finished_at}],
-- values as in tell_trial, steps [{step, metric, value, kind}]. All of them or none. Assignments that the study holds already
-- are a further repeat of theirs. A study that is over takes them as well: it may be reopened, and what is known stays known.
create function import_trials(p_workspace uuid, p_study uuid, p_trials jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  many constant int := jsonb_array_length(p_trials);
  came_at constant timestamptz := clock_timestamp();
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  if not found then return '{"kind": "not_found"}'; end if;
  if s.next_number + many > 1000000 then return jsonb_build_object('kind', 'full', 'left', 1000000 - s.next_number); end if;
  insert into trial (workspace_id, id, study_id, number, source, state, state_reason, assignments, fingerprint, repeat_index, origin, space_revision, priority,
                     feasible, cost, metadata, created_at, started_at, finished_at)
  select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, 'import', item ->> 'state', item ->> 'reason',
         item -> 'assignments', item ->> 'fingerprint',
         coalesce((select max(t.repeat_index) + 1 from trial t where t.workspace_id = p_workspace and t.study_id = p_study
                    and t.fingerprint = item ->> 'fingerprint'), 0)
           + row_number() over (partition by item ->> 'fingerprint' order by ordinal) - 1,
         item -> 'origin', s.space_revision, 4,
         case when item ->> 'state' = 'completed' then s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, item -> 'values') end,
         (item ->> 'cost')::float8, item -> 'metadata', came_at, (item ->> 'started_at')::timestamptz, coalesce((item ->> 'finished_at')::timestamptz, came_at)
    from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal);
  insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, std_error, n, rankable, told_at)
  select p_workspace, (item ->> 'id')::uuid, 1, v ->> 'metric', p_study, s.next_number + ordinal - 1, (v ->> 'value')::float8, v ->> 'kind',
         (v ->> 'std_error')::float8, (v ->> 'n')::int,
         item ->> 'state' = 'completed' and v ->> 'kind' = 'finite' and (s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, item -> 'values')), came_at
    from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal) cross join jsonb_array_elements(item -> 'values') v;
  insert into measurement (workspace_id, trial_id, attempt, metric, step, value, value_kind, measured_at)
  select p_workspace, (item ->> 'id')::uuid, 0, m ->> 'metric', (m ->> 'step')::int, (m ->> 'value')::float8, m ->> 'kind', came_at
    from jsonb_array_elements(p_trials) item cross join jsonb_array_elements(item -> 'steps') m;
  update study set next_number = next_number + many where workspace_id = p_workspace and id = p_study;
  return '{"kind": "imported"}';
end $$;

-- Trials that count against a study's limits: its own.
-- As before, without imports; and an imported best is as old as its import, or a study that begins with old results would
-- have stagnated before its first trial.
create or replace function has_stagnated(s study) returns boolean language plpgsql stable as $$
declare
  metric_name constant text := s.objectives -> 0 ->> 'metric';
  best float8;
  since timestamptz;
begin
  if s.objectives -> 0 ->> 'direction' = 'minimize' then
    select v.value into best from observation_value v
     where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable order by v.value limit 1;
  else
    select v.value into best from observation_value v
     where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable order by v.value desc limit 1;
  end if;
  if best is null then return false; end if;
  select min(case t.source when 'import' then t.created_at else t.finished_at end) into since
    from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
   where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable and v.value = best;
  return s.no_improvement_trials <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.source <> 'import'
                             and t.state in ('completed', 'pruned') and t.state_reason is distinct from 'not_promoted' and t.finished_at > since limit s.no_improvement_trials) later);
end $$;

create or replace function hand_out_stop(s study) returns text language plpgsql stable as $$
begin
  if s.state in ('stopped', 'finished') then return s.state_reason; end if;
  if s.exhausted = 'population_complete' then return s.exhausted; end if;
  if s.deadline <= clock_timestamp() then return 'deadline'; end if;
  if s.max_failures is not null and s.max_failures <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                           and t.state = 'failed' and t.source <> 'import' limit s.max_failures) f) then
    return 'failures';
  end if;
  if s.objectives @? '$[*].target' and has_reached_target(s) then return 'target'; end if;
  if s.no_improvement_trials is not null and has_stagnated(s) then return 'stagnation'; end if;
  if s.max_cost is not null and s.max_cost <= (
    select coalesce(sum(t.cost), 0) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.source <> 'import') then
    return 'cost';
  end if;
  return null;
end $$;
