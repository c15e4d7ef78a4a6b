-- Mends of a reading: races of studies that are over, locks of eliminated repeats, checkpoints as the release before reads
-- them, and trials whose lease had ended when announced targets came.

-- Told late, they count at the step that they were told to train to.
update trial set announced_target = target_resource where attempt > 0 and finished_at is null and announced_target is null and target_resource is not null;

-- As before; what names no artifact says nothing of one, so that the release before takes it.
create or replace function checkpoint_of(t trial) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('step', c.step, 'uri', c.uri, 'sha256', encode(c.sha256, 'hex'))
           || case when c.artifact_id is null then '{}' else jsonb_build_object('artifact', c.artifact_id) end from checkpoint c
     where c.workspace_id = t.workspace_id and c.finalised_at is not null
       and (c.trial_id = t.id or (c.trial_id = t.donor_id and c.step = t.from_step))
     order by c.trial_id = t.id desc, c.step desc, c.attempt desc limit 1);
end $$;

create or replace function follow_repeats(p_workspace uuid, p_study uuid, p_fence int, p_seen int, p_decisions jsonb, p_repeats jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  out_groups constant uuid[] := array(select (item ->> 'group')::uuid from jsonb_array_elements(p_decisions) item where item ->> 'decision' = 'eliminated');
  made int := 0;
begin
  perform enter_study(p_workspace, p_study);
  if p_fence is not null then
    perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
    if not found then return '{"kind": "fenced"}'; end if;
  end if;
  select * into s from study where workspace_id = p_workspace and id = p_study and repeats is not null for no key update;
  -- What is over is not judged any more: its trials ended for another reason than their own.
  if not found or s.state not in ('active', 'paused') then return '{"kind": "closed"}'; end if;
  if p_seen <> (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = p_workspace and d.study_id = p_study) then
    return '{"kind": "behind"}';
  end if;
  insert into race_decision (workspace_id, study_id, seq, race, group_id, decision, by_group, blocks, probability, decided_at)
  select p_workspace, p_study, p_seen + ordinal, (item ->> 'race')::int, (item ->> 'group')::uuid, item ->> 'decision', (item ->> 'by')::uuid,
         (item ->> 'blocks')::int, (item ->> 'probability')::float8, clock_timestamp()
    from jsonb_array_elements(p_decisions) with ordinality as made_now (item, ordinal);
  if cardinality(out_groups) > 0 then perform end_eliminated(s, out_groups); end if;
  if s.state = 'active' and jsonb_array_length(p_repeats) > 0 then made := mint_repeats(s, p_repeats); end if;
  return jsonb_build_object('kind', 'followed', 'made', made);
end $$;

create or replace function end_eliminated(s study, p_groups uuid[]) returns void language plpgsql as $$
begin
  -- In the order in which heartbeats and tells lock: two writers never wait for each other.
  perform 1 from trial where workspace_id = s.workspace_id and study_id = s.id and repeat_group = any (p_groups) and state in ('queued', 'running')
    order by id for update;
  update trial set verdict = 'stop', verdict_reason = '{"rule": "race", "by": "scheduler", "why": "Other assignments of its race are significantly better."}'
   where workspace_id = s.workspace_id and study_id = s.id and repeat_group = any (p_groups) and state = 'running' and verdict <> 'stop';
  with ended as (
    update trial set state = 'cancelled', state_reason = 'race', finished_at = clock_timestamp()
     where workspace_id = s.workspace_id and study_id = s.id and repeat_group = any (p_groups) and state = 'queued' and source = 'repeat'
    returning id, number)
  insert into outbox (workspace_id, id, topic, subject_id, body)
  select s.workspace_id, gen_random_uuid(), 'trial.cancelled', id, jsonb_build_object('study_id', s.id, 'number', number) from ended;
end $$;
