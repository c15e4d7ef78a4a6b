-- Limits: a target, no improvement, cost, and the time of one trial. And a word to listeners for each trial that ends with its study.

create index study_with_timeout on study (workspace_id, id) where trial_timeout_s is not null;
alter table study
  add constraint study_cost check (max_cost > 0),
  add constraint study_no_improvement check (no_improvement_trials > 0),
  add constraint study_timeout check (trial_timeout_s > 0);

-- Whether one feasible trial has reached every target. Driven by the first, whose few candidates the index of "best first" gives.
create function has_reached_target(s study) returns boolean language plpgsql stable as $$
declare
  targets constant jsonb := (select coalesce(jsonb_agg(o), '[]') from jsonb_array_elements(s.objectives) o where o ? 'target');
  reached uuid[];
begin
  for place in 0 .. jsonb_array_length(targets) - 1 loop
    if targets -> place ->> 'direction' = 'minimize' then
      select array_agg(v.trial_id) into reached from observation_value v
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = targets -> place ->> 'metric' and v.rankable
         and v.value <= (targets -> place ->> 'target')::float8 and (place = 0 or v.trial_id = any (reached));
    else
      select array_agg(v.trial_id) into reached from observation_value v
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = targets -> place ->> 'metric' and v.rankable
         and v.value >= (targets -> place ->> 'target')::float8 and (place = 0 or v.trial_id = any (reached));
    end if;
    if reached is null then return false; end if;
  end loop;
  return reached is not null;
end $$;

-- Whether as many trials as are allowed have ended since the first that reached the incumbent's value.
create function has_stagnated(s study) returns boolean language plpgsql stable as $$
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
  select min(t.finished_at) into since from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
   where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable and v.value = best;
  return s.no_improvement_trials <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                             and t.state in ('completed', 'pruned') and t.finished_at > since limit s.no_improvement_trials) later);
end $$;

create or replace function hand_out_stop(s study) returns text language plpgsql stable as $$
begin
  if s.state in ('stopped', 'finished') then return s.state_reason; end if;
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

create or replace function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (s.budget_used >= s.max_trials or s.exhausted is not null or s.deadline <= clock_timestamp() or s.max_failures is not null
                                 or s.no_improvement_trials is not null or s.max_cost is not null or s.objectives @? '$[*].target')
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'running')
     and (hand_out_stop(s) is not null
          or ((s.budget_used >= s.max_trials or s.exhausted is not null)
              and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued')))
   limit p_limit
$$;
-- Trials that have run for longer than their study allows, all hand-outs together, are told to stop; what they measured counts.
create function stop_overtime_trials(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql as $$
  with late as (
    select t.workspace_id, t.id from study s join trial t on t.workspace_id = s.workspace_id and t.study_id = s.id
     where s.trial_timeout_s is not null and t.state = 'running' and t.verdict <> 'stop'
       and make_interval(secs => s.trial_timeout_s) < (
         select sum(coalesce(a.ended_at, clock_timestamp()) - a.started_at) from attempt a where a.workspace_id = t.workspace_id and a.trial_id = t.id)
     limit p_limit for update of t skip locked)
  update trial t set verdict = 'stop', verdict_reason = '{"rule": "trial_timeout", "by": "scheduler"}'
    from late where t.workspace_id = late.workspace_id and t.id = late.id
  returning t.workspace_id, t.study_id
$$;

-- As before, and each trial that ends with its study is an event.
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
  -- What nobody was given ends as well, but nobody knew of it.
  with ended as (
    update trial set state = case state when 'queued' then 'cancelled' else 'pruned' end, finished_at = clock_timestamp(),
           state_reason = case state when 'queued' then 'study_finished' else 'not_promoted' end
     where workspace_id = p_workspace and study_id = p_study and state in ('queued', 'paused') and (source <> 'engine' or attempt > 0)
    returning id, number, state)
  insert into outbox (workspace_id, id, topic, subject_id, body)
  select p_workspace, gen_random_uuid(), 'trial.' || state, id, jsonb_build_object('study_id', p_study, 'number', number) from ended;
  update study set state = 'finished', state_reason = reason, updated_at = clock_timestamp() where workspace_id = p_workspace and id = p_study;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'study.finished', p_study, jsonb_build_object('reason', reason));
  insert into audit_event (workspace_id, id, actor_kind, actor_id, action, target_id, detail, request_id)
  values (p_workspace, gen_random_uuid(), 'service', '00000000-0000-0000-0000-000000000000', 'study.finished', p_study,
          jsonb_build_object('reason', reason), 'finish_study');
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;
