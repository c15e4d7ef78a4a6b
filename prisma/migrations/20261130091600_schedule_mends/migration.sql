-- Mends of schedules: who counts as a member, what a stopped study may still do, when paused trials end with their study.


create or replace function schedule_news(p_workspace uuid, p_study uuid, p_after int, p_want int, p_horizon int) returns json language plpgsql as $$
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
                                         and t.bracket is not null
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

-- As before; assignments that were asked for keep having no place when they are handed out again.
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
         lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
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

create or replace function mint_children(p_workspace uuid, p_study uuid, p_children jsonb) returns void language plpgsql as $$
declare
  s study;
  room int;
begin
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  -- A study that is over gets no more trials.
  if s.state in ('stopped', 'finished') then return; end if;
  room := least(jsonb_array_length(p_children), s.max_trials - s.budget_used);
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority, parent_id, donor_id, from_step)
  select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, 'lineage', item -> 'assignments', item ->> 'fingerprint',
         coalesce((select max(t.repeat_index) + 1 from trial t where t.workspace_id = p_workspace and t.study_id = p_study
                    and t.fingerprint = item ->> 'fingerprint'), 0)
           + (select count(*) from jsonb_array_elements(p_children) with ordinality as before (twin, place)
               where place < ordinal and twin ->> 'fingerprint' = item ->> 'fingerprint'),
         jsonb_build_object('sampler', s.scheduler ->> 'name'), s.space_revision, 1, parent.id, donor.id, (item ->> 'from')::int
    from jsonb_array_elements(p_children) with ordinality as made (item, ordinal)
    join trial parent on parent.workspace_id = p_workspace and parent.study_id = p_study and parent.number = (item ->> 'parent')::int
    join trial donor on donor.workspace_id = p_workspace and donor.study_id = p_study and donor.number = (item ->> 'donor')::int
   where ordinal <= room and parent.verdict_reason ->> 'by' is distinct from 'person';
  get diagnostics room = row_count;
  update study set next_number = next_number + room, budget_used = budget_used + room where workspace_id = p_workspace and id = p_study;
end $$;

create or replace function follow_schedule(p_workspace uuid, p_study uuid, p_after int, p_changes json, p_children jsonb) returns boolean language plpgsql as $$
begin
  perform enter_study(p_workspace, p_study);
  -- Worked out before a pause, a stop or a limit: it is worked out again.
  if (select s.state <> 'active' or hand_out_stop(s) is not null from study s where s.workspace_id = p_workspace and s.id = p_study)
     and exists (select 1 from json_to_recordset(p_changes) as c (kind text) where c.kind in ('placed', 'promoted')) then
    return false;
  end if;
  if not append_schedule(p_workspace, p_study, p_after, p_changes) then return false; end if;
  perform apply_schedule(p_workspace, p_study, p_after + 1, p_changes, p_children);
  return true;
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
  select study_id, number, attempt, state, state_reason, verdict, verdict_reason, result_hash, finished_at, bracket, target_resource into t
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
    return jsonb_build_object('kind', 'scheduled', 'study_id', t.study_id, 'number', t.number);
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

-- Who was only waiting when the study ended says nothing.
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
  select min(t.finished_at) into since from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
   where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable and v.value = best;
  return s.no_improvement_trials <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                             and t.state in ('completed', 'pruned') and t.state_reason is distinct from 'not_promoted' and t.finished_at > since limit s.no_improvement_trials) later);
end $$;

drop function finish_study(uuid, uuid);
create function finish_study(p_workspace uuid, p_study uuid, p_seen int default null) returns jsonb language plpgsql as $$
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
  -- p_seen: the entry of the schedule log up to which the caller has let the scheduler promote. What came after may promote more.
  if s.scheduler is not null and hand_out_stop(s) is null
     and exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'paused')
     and coalesce(p_seen, -1) <> (select coalesce(max(seq), 0) from schedule_log where workspace_id = p_workspace and study_id = p_study) then
    return '{"kind": "nothing", "reason": "draining"}';
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
