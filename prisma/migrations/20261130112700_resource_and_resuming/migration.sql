-- How much is trained in a study, as a limit; and workers that cannot resume what somebody else began.

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "can_resume" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "from_step" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "trained" INTEGER;

alter table study add constraint study_resource check (max_resource > 0);

-- ---- steps trained -------------------------------------------------------------------------------------------------------

-- attempt.from_step: the step of the checkpoint that was handed out with it, 0 without one.
-- attempt.trained: the steps it has trained, from there to the last step that it measured or wrote a checkpoint of. Work that is
-- done again after a lost lease is counted again, because it was. Null in studies without max_resource, which pay nothing for
-- it; 0 while it runs, and counted when it ends.
create index attempt_trained on attempt (workspace_id, study_id) include (trained) where trained is not null;

create function steps_trained(a attempt) returns int language plpgsql stable as $$
begin
  return greatest(0, greatest(
    (select max(m.step) from measurement m where m.workspace_id = a.workspace_id and m.trial_id = a.trial_id and m.attempt = a.number),
    (select max(c.step) from checkpoint c where c.workspace_id = a.workspace_id and c.trial_id = a.trial_id and c.attempt = a.number)) - a.from_step);
end $$;

create function count_trained() returns trigger language plpgsql as $$
begin
  new.trained := steps_trained(new);
  return new;
end $$;
create trigger attempt_counts_trained before update of ended_at on attempt for each row
  when (new.trained is not null and old.ended_at is null and new.ended_at is not null) execute function count_trained();

-- The reaper ends attempts and the finisher looks at limits, both across workspaces: of steps they see how far, not what was measured.
create policy system on measurement for select to tellus_system using (true);
create policy system on checkpoint for select to tellus_system using (true);
grant select (workspace_id, trial_id, attempt, step) on measurement, checkpoint to tellus_system;

-- Of all attempts that have ended, and of those that run now.
create function trained_steps(s study) returns float8 language plpgsql stable as $$
begin
  return (select coalesce(sum(a.trained), 0) from attempt a where a.workspace_id = s.workspace_id and a.study_id = s.id and a.trained is not null)
       + (select coalesce(sum(steps_trained(a)), 0) from trial t join attempt a on a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt
           where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'running' and a.ended_at is null and a.trained is not null);
end $$;

-- A study that is given the limit later: what it has trained before counts.
create function begin_counting_trained(p_workspace uuid, p_study uuid) returns void language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update attempt a set trained = case when a.ended_at is null then 0 else steps_trained(a) end
   where a.workspace_id = p_workspace and a.study_id = p_study and a.trained is null;
end $$;

-- As before, and the steps trained.
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
  if s.max_resource is not null and s.max_resource <= trained_steps(s) then return 'resource'; end if;
  return null;
end $$;

-- As before, and studies that bound what is trained.
create or replace function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (s.budget_used >= s.max_trials or s.exhausted is not null or s.deadline <= clock_timestamp() or s.max_failures is not null
                                 or s.no_improvement_trials is not null or s.max_cost is not null or s.max_resource is not null or s.objectives @? '$[*].target')
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'running')
     and (hand_out_stop(s) is not null
          or ((s.budget_used >= s.max_trials or s.exhausted is not null)
              and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued')))
   limit p_limit
$$;

-- ---- workers that cannot resume ------------------------------------------------------------------------------------------

-- attempt.can_resume: whether who asked for it can go on from a checkpoint of another hand-out.
create function worker_can_resume(t trial) returns boolean language plpgsql stable as $$
begin
  return (select a.can_resume from attempt a where a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt);
end $$;

-- Whoever would be told to pause, and cannot resume, is told to stop: the trial ends instead of waiting for what does not come.
create function stop_instead_of_pause() returns trigger language plpgsql as $$
begin
  if worker_can_resume(new) then return new; end if;
  new.verdict := 'stop';
  new.verdict_reason := new.verdict_reason || jsonb_build_object('why', concat_ws(' ', new.verdict_reason ->> 'why', 'Its worker cannot resume.'));
  return new;
end $$;
create trigger trial_stops_instead_of_pausing before update of verdict on trial for each row
  when (new.verdict = 'pause' and new.state = 'running') execute function stop_instead_of_pause();

-- The step that a hand-out begins from.
create function begins_at(t trial) returns int language plpgsql stable as $$
begin
  if t.attempt <= 1 and t.donor_id is null then return 0; end if;
  return coalesce((checkpoint_of(t) ->> 'step')::int, 0);
end $$;

-- As before; p_can_resume false: nothing that has a checkpoint to go on from. What an attempt begins from is kept beside it.
drop function claim_trials(study, int, uuid, text, int, jsonb, uuid, int, boolean);
create function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid, p_horizon int, p_partial boolean, p_can_resume boolean)
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
               and (p_can_resume or (attempt = 0 and donor_id is null) or checkpoint_of(trial) is null)
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
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at, can_resume, from_step, trained)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp(), p_can_resume, begins_at(t), case when s.max_resource is not null then 0 end
    from trial t where workspace_id = s.workspace_id and id = any (ids);
  if slots is not null then
    update parallel_slot p set trial_id = pair.trial from unnest(slots[1:cardinality(ids)], ids) as pair (slot, trial)
     where p.workspace_id = s.workspace_id and p.study_id = s.id and p.slot = pair.slot;
  end if;
  return ids;
end $$;

drop function redeliver_trials(uuid, uuid, uuid, text, int);
create function redeliver_trials(p_workspace uuid, p_study uuid, p_principal uuid, p_worker text, p_lease int, p_can_resume boolean) returns jsonb language plpgsql as $$
declare
  ids uuid[];
begin
  select array_agg(id) into ids from (
    select id from trial where workspace_id = p_workspace and study_id = p_study and state = 'running' and worker_id = p_worker and verdict <> 'stop'
       and (p_can_resume or checkpoint_of(trial) is null)
     order by number limit 64 for update) live;
  if ids is null then return null; end if;
  update attempt a set ended_at = clock_timestamp(), end_reason = 'redelivered' from trial t
   where t.workspace_id = p_workspace and t.id = any (ids) and a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
  update trial set attempt = attempt + 1, lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
         announced_target = target_resource
   where workspace_id = p_workspace and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at, can_resume, from_step, trained)
  select t.workspace_id, t.id, t.attempt, t.study_id, p_principal, p_worker, clock_timestamp(), p_can_resume, begins_at(t), case when s.max_resource is not null then 0 end
    from trial t join study s on s.workspace_id = t.workspace_id and s.id = t.study_id where t.workspace_id = p_workspace and t.id = any (ids);
  return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', true, 'trials', handed_out(p_workspace, ids));
end $$;

drop function ask_trials(uuid, uuid, uuid, uuid, int, text, boolean, int, jsonb, text, bytea, jsonb, int, boolean);
create function ask_trials(p_workspace uuid, p_project uuid, p_principal uuid, p_study uuid, p_count int, p_worker text, p_sticky boolean,
  p_lease int, p_metadata jsonb, p_key text, p_hash bytea, p_fixed jsonb, p_horizon int default null, p_partial boolean default true, p_can_resume boolean default true) returns jsonb language plpgsql as $$
declare
  s study;
  ask_route constant text := 'trial.ask:' || p_study;
  answer jsonb;
  minted jsonb;
  ids uuid[];
  stop_reason text;
  horizon int;
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if p_key is not null then
    answer := replay_ask(p_workspace, p_principal, ask_route, p_key, p_hash);
    if answer is not null then return answer; end if;
  end if;
  if p_sticky then answer := redeliver_trials(p_workspace, p_study, p_principal, p_worker, p_lease, p_can_resume); end if;
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
    horizon := coalesce(p_horizon, results_of(p_workspace, p_study));
    ids := claim_trials(s, p_count, p_principal, p_worker, p_lease, p_metadata, (p_fixed ->> 'id')::uuid, horizon, p_partial, p_can_resume);
    if cardinality(ids) > 0 then
      if p_key is not null then
        update idempotency_record set response = (select jsonb_agg(jsonb_build_object('id', id, 'attempt', attempt)) from trial
                                                   where workspace_id = p_workspace and id = any (ids))
         where workspace_id = p_workspace and principal_id = p_principal and route = ask_route and key = p_key;
      end if;
      return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', false, 'trials', handed_out(p_workspace, ids));
    end if;
    answer := nothing_to_claim(s);
    if answer ->> 'kind' = 'mint' then answer := answer || jsonb_build_object('horizon', horizon); end if;
  end if;
  -- Only a hand-out is remembered under the key.
  if p_key is not null then
    delete from idempotency_record where workspace_id = p_workspace and principal_id = p_principal
       and route = ask_route and key = p_key;
  end if;
  return answer;
end $$;

-- As before; for a worker that cannot resume, what it would not be given is not ready.
drop function schedule_news(uuid, uuid, int, int, int);
create function schedule_news(p_workspace uuid, p_study uuid, p_after int, p_want int, p_horizon int, p_can_resume boolean default true) returns json language plpgsql as $$
declare
  news json;
  horizon int := p_horizon;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  horizon := coalesce(horizon, results_of(p_workspace, p_study));
  -- One statement, one snapshot: an end that is listed is not among the entries.
  select json_build_object(
      'kind', 'news', 'hands_out', s.state = 'active' and hand_out_stop(s) is null, -- Trials without a place that were handed out or have ended never become members of a bracket.
      'max_trials', s.max_trials - (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.bracket is null
                                       and t.source <> 'import' and (t.attempt > 0 or t.finished_at is not null))::int,
      'entries', (select coalesce(json_agg(l.changes order by l.seq), '[]') from schedule_log l
                   where l.workspace_id = s.workspace_id and l.study_id = s.id and l.seq > p_after),
      'ended', (select coalesce(json_agg(json_build_object('number', t.number, 'outcome', t.state) order by t.finished_at, t.number), '[]') from trial t
                 where t.workspace_id = s.workspace_id and t.study_id = s.id and t.bracket is not null and t.finished_at is not null and not t.schedule_ended),
      'ready', (select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued'
                                         and t.bracket is not null and (p_can_resume or (t.attempt = 0 and t.donor_id is null) or checkpoint_of(t) is null)
                                         and (t.source <> 'engine' or t.attempt > 0 or coalesce(t.basis, 0) >= horizon) limit p_want) r),
      'unplaced', (select coalesce(json_agg(json_build_object('number', u.number, 'assignments', u.assignments, 'parent', p.number) order by u.priority, u.number), '[]')
                     from (select * from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.bracket is null and t.attempt = 0
                               and (t.source <> 'engine' or (coalesce(t.basis, 0) >= horizon and t.space_revision = s.space_revision))
                            order by t.priority, t.number limit p_want) u
                     left join trial p on p.workspace_id = u.workspace_id and p.id = u.parent_id))
    into news
    from study s where s.workspace_id = p_workspace and s.id = p_study;
  return coalesce(news, '{"kind": "not_found"}');
end $$;

-- As before, and whether its worker can resume.
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
    'number', t.number, 'target', t.target_resource, 'is_scheduled', t.bracket is not null, 'can_resume', case when t.bracket is not null then worker_can_resume(t) end);
end $$;

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
