-- Leases after an outage, and what a stop and a finish leave behind.

-- Expired leases: back to the queue, to failed after the last retry, or to the end a verdict had set. Safe on every replica.
-- Takes nothing unless some replica has just written that it lives: one that was frozen after its sign of life finds
-- leases that ran out only because nobody was there to prolong them (R9).
create or replace function reap_expired_leases(p_limit int) returns table (workspace_id uuid, study_id uuid) language plpgsql as $$
declare
  t trial;
  retries_max int;
  next_state text;
begin
  if not exists (select 1 from service_heartbeat where beat_at > clock_timestamp() - interval '5 seconds') then return; end if;
  for t in select * from trial tr where tr.state = 'running' and tr.lease_until < clock_timestamp() order by tr.lease_until limit p_limit for update skip locked loop
    continue when not pg_try_advisory_xact_lock_shared(study_lock_key(t.study_id));
    next_state := state_after_lease(t);
    if next_state = 'queued' then
      select s.max_retries into retries_max from study s where s.workspace_id = t.workspace_id and s.id = t.study_id;
      if t.retries >= retries_max then next_state := 'failed'; end if;
    end if;
    update trial u set state = next_state, lease_until = null, priority = 0,
           worker_id = case when next_state = 'queued' then null else u.worker_id end,
           retries = u.retries + case when next_state = 'queued' then 1 else 0 end,
           state_reason = case next_state when 'queued' then null when 'failed' then 'lease_expired' else t.verdict_reason ->> 'rule' end,
           finished_at = case when next_state = 'queued' then null else clock_timestamp() end
     where u.workspace_id = t.workspace_id and u.id = t.id;
    update attempt a set ended_at = clock_timestamp(), end_reason = 'lease_expired'
     where a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt;
    if next_state <> 'queued' then
      insert into outbox (workspace_id, id, topic, subject_id, body)
      values (t.workspace_id, gen_random_uuid(), 'trial.' || next_state, t.id, jsonb_build_object('study_id', t.study_id, 'number', t.number));
    end if;
    workspace_id := t.workspace_id; study_id := t.study_id;
    return next;
  end loop;
end $$;

-- A worker that comes back gets its live trials again; one it was told to stop is none of them (R16).
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
  update trial set attempt = attempt + 1, lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease)
   where workspace_id = p_workspace and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = p_workspace and id = any (ids);
  return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', true, 'trials', handed_out(p_workspace, ids));
end $$;

-- Ends a study that can hand out nothing more. Exclusive, with a fresh look: nothing is minted or re-queued meanwhile.
-- What nobody was given stays on the shelf: a raised limit reopens the study, and a grid has each cell only once (R10).
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
  if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'running') then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  update trial set state = 'cancelled', state_reason = 'study_finished', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'queued' and (source <> 'engine' or attempt > 0);
  update trial set state = 'pruned', state_reason = 'not_promoted', finished_at = clock_timestamp()
   where workspace_id = p_workspace and study_id = p_study and state = 'paused';
  update study set state = 'finished', state_reason = reason, updated_at = clock_timestamp() where workspace_id = p_workspace and id = p_study;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'study.finished', p_study, jsonb_build_object('reason', reason));
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;
