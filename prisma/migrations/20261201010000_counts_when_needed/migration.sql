-- How many results there are takes a count of all that is open, which is long where thousands of trials wait, and is compared with
-- nothing but what the engine made ahead. That has the last priority of all (4): where enough else waits, nothing is counted.
alter function results_of(uuid, uuid) set plan_cache_mode = force_generic_plan;

-- As before; without a horizon, all that is asked for of what is not the engine's, or nothing.
create or replace function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid, p_horizon int, p_partial boolean, p_can_resume boolean)
returns uuid[] language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  slots int[];
  most int := p_count;
  ids uuid[];
  are_unsold boolean;
  results int;
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null
       order by slot limit p_count for update skip locked) free;
    most := least(most, cardinality(slots));
  end if;
  if p_only is not null then
    select array_agg(id), bool_and(source = 'engine' and attempt = 0) into ids, are_unsold from (
      select id, source, attempt from trial t
       where workspace_id = s.workspace_id and id = p_only and study_id = s.id and state = 'queued' and may_claim(t, s, p_horizon, p_can_resume)
       limit most for update skip locked) own;
  elsif p_horizon < 0 then
    -- Whatever there is, what knows most first.
    select array_agg(id order by priority, target_resource desc nulls last, basis desc, number), bool_and(source = 'engine' and attempt = 0) into ids, are_unsold from (
      select id, source, attempt, priority, target_resource, coalesce(basis, 0) as basis, number from trial t
       where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and may_claim(t, s, p_horizon, p_can_resume)
         and (s.scheduler is null or bracket is not null or attempt > 0)
       order by priority, target_resource desc nulls last, coalesce(basis, 0) desc, number limit most for update skip locked) free;
  else
    select array_agg(id order by priority, target_resource desc nulls last, number), bool_and(source = 'engine' and attempt = 0) into ids, are_unsold from (
      select id, source, attempt, priority, target_resource, number from trial t
       where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and may_claim(t, s, p_horizon, p_can_resume)
         and (s.scheduler is null or bracket is not null or attempt > 0)
       order by priority, target_resource desc nulls last, number limit most for update skip locked) free;
  end if;
  if ids is null then return '{}'; end if;
  if p_horizon is null and cardinality(ids) < most then return '{}'; end if;
  -- Who asks for many gets them made together with what is on the shelf.
  if not p_partial and are_unsold and s.budget_used < s.max_trials and s.exhausted is null and cardinality(ids) < most then
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

-- An external sampler's study says so here, so that no ask needs a look of its own for it.
create or replace function ask_trials(p_workspace uuid, p_project uuid, p_principal uuid, p_study uuid, p_count int, p_worker text, p_sticky boolean,
  p_lease int, p_metadata jsonb, p_key text, p_hash bytea, p_fixed jsonb, p_horizon int default null, p_partial boolean default true, p_can_resume boolean default true)
returns jsonb language plpgsql as $$
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
  if s.sampler ->> 'name' = 'external' then return '{"kind": "external"}'; end if;
  if p_key is not null then
    answer := replay_ask(p_workspace, p_principal, ask_route, p_key, p_hash);
    if answer is not null then return answer; end if;
  end if;
  if p_sticky then answer := redeliver_trials(p_workspace, p_study, p_principal, p_worker, p_lease, p_can_resume); end if;
  if answer is null then
    stop_reason := hand_out_stop(s);
    if s.state = 'paused' then return '{"kind": "nothing", "reason": "paused"}'; end if;
    if stop_reason is not null then
      return case when s.state = 'active' then '{"kind": "drained"}'::jsonb else jsonb_build_object('kind', 'finished', 'reason', stop_reason) end;
    end if;
    if p_fixed is not null and s.max_parallel is not null then
      -- Kept for the claim below: nothing is made that cannot be handed out.
      perform 1 from parallel_slot where workspace_id = p_workspace and study_id = p_study and trial_id is null limit 1 for update skip locked;
      if not found then return '{"kind": "nothing", "reason": "parallel_cap"}'; end if;
    end if;
    if p_fixed is not null then
      minted := mint_own_trials(p_workspace, p_study, jsonb_build_array(p_fixed), 'ask');
      if minted ->> 'kind' = 'over_budget' and exists (
        select 1 from trial where workspace_id = p_workspace and study_id = p_study and state in ('queued', 'running', 'paused')) then
        return '{"kind": "nothing", "reason": "draining"}';
      end if;
      if minted ->> 'kind' <> 'minted' then return minted; end if;
    end if;
    if p_horizon is null and exists (
      select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'queued' and priority < 4) then
      ids := claim_trials(s, p_count, p_principal, p_worker, p_lease, p_metadata, (p_fixed ->> 'id')::uuid, null, p_partial, p_can_resume);
    end if;
    if ids is null or cardinality(ids) = 0 then
      horizon := coalesce(p_horizon, results_of(p_workspace, p_study));
      ids := claim_trials(s, p_count, p_principal, p_worker, p_lease, p_metadata, (p_fixed ->> 'id')::uuid, horizon, p_partial, p_can_resume);
    end if;
    if cardinality(ids) = 0 then
      answer := nothing_to_claim(s);
      return case when answer ->> 'kind' = 'mint' then answer || jsonb_build_object('horizon', horizon) else answer end;
    end if;
    answer := jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', false, 'trials', handed_out(p_workspace, ids));
  end if;
  -- Only a hand-out is remembered under the key.
  if p_key is not null and not (answer ->> 'redelivered')::boolean then
    insert into idempotency_record (workspace_id, principal_id, route, key, body_hash, response)
    values (p_workspace, p_principal, ask_route, p_key, p_hash, (
      select jsonb_agg(jsonb_build_object('id', item -> 'id', 'attempt', item -> 'attempt')) from jsonb_array_elements(answer -> 'trials') item));
  end if;
  return answer;
end $$;
