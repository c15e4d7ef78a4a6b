-- What the workspace's home reads: when trials ended, and that a study finished by itself.

-- Trials by the day they ended; suggestions nobody was given are no work.
create index trial_ended on trial (workspace_id, finished_at) include (state)
  where finished_at is not null and not (source = 'engine' and attempt = 0);

-- As before, and the end of a study is written down where everything else that happened to it is: nobody did it.
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
  insert into audit_event (workspace_id, id, actor_kind, actor_id, action, target_id, detail, request_id)
  values (p_workspace, gen_random_uuid(), 'service', '00000000-0000-0000-0000-000000000000', 'study.finished', p_study,
          jsonb_build_object('reason', reason), 'finish_study');
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;
