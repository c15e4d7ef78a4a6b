-- A trial that ended elsewhere may be more than one request takes. It is born paused, is handed to nobody, gets the rest in
-- parts, and ends with the last of them.

-- As before, and what is imported may be born paused.
create or replace function check_trial_birth() returns trigger language plpgsql as $$
begin
  if new.attempt <> 0 or (new.state <> 'queued' and new.source <> 'import') then
    raise exception 'trial %: is born queued and unsold', new.id using errcode = 'check_violation';
  end if;
  if new.source not in ('engine', 'enqueue', 'ask', 'import', 'repeat', 'lineage', 'external') then
    raise exception 'trial %: there is no source %', new.id, new.source using errcode = 'check_violation';
  end if;
  if new.state not in ('queued', 'paused', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled') then
    raise exception 'trial %: may not be born %', new.id, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- As before; what is imported in parts gets them while it is paused, and ends as it did elsewhere.
create or replace function check_trial_transition() returns trigger language plpgsql as $$
begin
  -- A tell that arrives after expiry, while nobody else was given the trial, is taken: a ten-hour result is not thrown away.
  if old.state <> new.state and not (case old.state
    when 'queued' then new.state in ('running', 'cancelled') or (old.attempt > 0 and new.state in ('paused', 'completed', 'pruned', 'failed', 'infeasible'))
    when 'running' then new.state in ('queued', 'paused', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled')
    when 'paused' then new.state in ('queued', 'pruned', 'cancelled') or (old.source = 'import' and new.state in ('completed', 'failed', 'infeasible'))
    else false end) then
    raise exception 'trial % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  if (new.workspace_id, new.id, new.study_id, new.number, new.source, new.repeat_index)
     is distinct from (old.workspace_id, old.id, old.study_id, old.number, old.source, old.repeat_index) then
    raise exception 'trial %: identity is fixed', old.id using errcode = 'check_violation';
  end if;
  if (new.assignments, new.fingerprint, new.origin, new.space_revision)
     is distinct from (old.assignments, old.fingerprint, old.origin, old.space_revision)
     and not (old.state = 'queued' and old.attempt = 0 and new.attempt = 0 and new.version = old.version + 1
              and (old.source = 'engine' or (old.source in ('enqueue', 'ask') and new.space_revision > old.space_revision)))
     and not ((old.source = 'external' and old.state in ('queued', 'running') or old.source = 'import' and old.state = 'paused')
              and new.state = old.state and new.attempt = old.attempt
              and (new.fingerprint, new.space_revision) is not distinct from (old.fingerprint, old.space_revision)) then
    raise exception 'trial %: assignments are frozen at the first hand-out', old.id using errcode = 'check_violation';
  end if;
  if new.attempt <> old.attempt and not (new.attempt = old.attempt + 1 and new.state = 'running' and old.state in ('queued', 'running')) then
    raise exception 'trial %: attempt may only rise by one, at a hand-out', old.id using errcode = 'check_violation';
  end if;
  if old.result_hash is not null and new.result_hash is distinct from old.result_hash then
    raise exception 'trial %: a told result is not overwritten', old.id using errcode = 'check_violation';
  end if;
  if old.bracket is not null and new.bracket is distinct from old.bracket then
    raise exception 'trial %: its place in a bracket is fixed', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- As before, but what is imported in parts ended elsewhere: how is yet to come, whatever becomes of the study.
create or replace function finish_study(p_workspace uuid, p_study uuid, p_seen int default null) returns jsonb language plpgsql as $$
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
  if reason is null and s.budget_used < s.max_trials and (s.exhausted is null or repeats_open(s) is not null) then return '{"kind": "mint"}'; end if;
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
     where workspace_id = p_workspace and study_id = p_study and (source <> 'engine' or attempt > 0)
       and (state = 'queued' or (state = 'paused' and source <> 'import'))
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
