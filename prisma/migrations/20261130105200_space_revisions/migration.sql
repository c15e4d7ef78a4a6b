-- A study's search space changes while it runs: who changed it and what, trials that wait, events.

-- AlterTable
ALTER TABLE "space_revision" ADD COLUMN     "actor_id" UUID,
ADD COLUMN     "actor_kind" TEXT,
ADD COLUMN     "changes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "changes_total" INTEGER NOT NULL DEFAULT 0;

-- ---- trials that wait -----------------------------------------------------------------------------------------------------

-- As before, and assignments that somebody asked for may get the defaults of parameters that came, while nobody was given them.
create or replace function check_trial_transition() returns trigger language plpgsql as $$
begin
  -- A tell that arrives after expiry, while nobody else was given the trial, is taken: a ten-hour result is not thrown away.
  if old.state <> new.state and not (case old.state
    when 'queued' then new.state in ('running', 'cancelled') or (old.attempt > 0 and new.state in ('paused', 'completed', 'pruned', 'failed', 'infeasible'))
    when 'running' then new.state in ('queued', 'paused', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled')
    when 'paused' then new.state in ('queued', 'pruned', 'cancelled')
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
              and (old.source = 'engine' or (old.source in ('enqueue', 'ask') and new.space_revision > old.space_revision))) then
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

-- ---- what the engine is told ----------------------------------------------------------------------------------------------

-- As before, and under which revision of the space it was made.
create or replace function told_trial(t trial, p_kind text, p_version int, p_seq int) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object('trial_id', t.id, 'kind', p_kind, 'version', p_version, 'seq', p_seq, 'number', t.number, 'state', t.state,
    'assignments', t.assignments, 'values', values_at(t.workspace_id, t.id, p_version), 'generation', t.origin -> 'generation', 'space_revision', t.space_revision);
end $$;

-- Every space a study has had, in order. json, because jsonb would forget the order of parameters.
create function engine_spaces(p_workspace uuid, p_study uuid) returns json language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  return (select coalesce(json_agg(json_build_object('search_space', r.search_space, 'constraints', r.constraints) order by r.revision), '[]')
            from space_revision r where r.workspace_id = p_workspace and r.study_id = p_study);
end $$;

-- Suggestions of an earlier space for which the engine had nothing in the present one: nobody will be given them, and a
-- study does not wait for them. Their numbers and their share of the budget stay used. Gives how many there were.
create function drop_outdated(p_workspace uuid, p_study uuid, p_fence int, p_space_revision int, p_ids uuid[]) returns int language plpgsql as $$
declare
  dropped int;
begin
  perform enter_study(p_workspace, p_study);
  perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
  if not found then return 0; end if;
  update trial t set state = 'cancelled', state_reason = 'space_changed', finished_at = clock_timestamp()
    from study s
   where s.workspace_id = p_workspace and s.id = p_study and s.space_revision = p_space_revision
     and t.workspace_id = p_workspace and t.study_id = p_study and t.id = any (p_ids) and t.state = 'queued' and t.source = 'engine' and t.attempt = 0
     and t.space_revision < s.space_revision;
  get diagnostics dropped = row_count;
  return dropped;
end $$;

-- ---- events ---------------------------------------------------------------------------------------------------------------

-- As before, and of a changed search space what changed; numbered in the order of what happened, however the rows are joined.
create or replace function relay_outbox(p_topics text[], p_limit int) returns int language plpgsql as $$
declare
  relayed int;
begin
  perform pg_advisory_xact_lock(7355611);
  with taken as (
    delete from outbox where ctid = any (array(
      select ctid from outbox where done_at is null and topic = any (p_topics) order by next_at limit p_limit))
    returning workspace_id, id, topic, subject_id, body, created_at
  ), ordered as materialized (
    -- Numbered here, where they are in order: what is joined below may come in any.
    select in_order.*, nextval('event_sequence') as sequence from (select * from taken order by created_at, id) in_order
  ), written as (
    insert into event (workspace_id, id, sequence, project_id, study_id, type, data, occurred_at, relayed_at)
    select o.workspace_id, o.id, o.sequence, s.project_id, s.id, o.topic,
           jsonb_build_object('workspace_id', api_id('ws', s.workspace_id), 'project_id', api_id('prj', s.project_id),
                              'study_id', api_id('std', s.id), 'study_name', s.name)
           -- Assignments and values beyond their bounds are left out: an event is a few kilobytes, and the trial has its address.
           -- Written out here and not as a function of its own, which would cost four times as much per row.
           || case when t.id is not null then jsonb_build_object('trial', jsonb_build_object(
                     'id', api_id('trl', t.id), 'number', t.number, 'state', case o.topic when 'trial.corrected' then t.state else split_part(o.topic, '.', 2) end,
                     'state_reason', t.state_reason,
                     'assignments', case when length(t.assignments::text) <= 16384 then t.assignments end,
                     'values', (
                       select case when count(*) <= 100 then coalesce(jsonb_object_agg(v.metric, case v.value_kind
                                when 'finite' then to_jsonb(v.value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end), '{}') end
                         from observation_value v where v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current),
                     'feasible', t.feasible, 'cost', t.cost, 'attempt', t.attempt, 'worker_id', t.worker_id, 'finished_at', t.finished_at))
                        || case o.topic when 'trial.corrected' then jsonb_build_object('correction', o.body -> 'correction') else '{}' end
                   when o.topic = 'study.space_changed' then jsonb_build_object('state', o.body -> 'state', 'state_reason', o.body -> 'state_reason',
                     'space_revision', o.body -> 'space_revision', 'changes', o.body -> 'changes', 'changes_total', o.body -> 'changes_total')
                   else jsonb_build_object('state', case o.topic when 'study.resumed' then 'active' else split_part(o.topic, '.', 2) end,
                                           'state_reason', o.body ->> 'reason') end,
           o.created_at, clock_timestamp()
      from ordered o
      left join trial t on o.topic like 'trial.%' and t.workspace_id = o.workspace_id and t.id = o.subject_id
      join study s on s.workspace_id = o.workspace_id and s.id = case when o.topic like 'trial.%' then t.study_id else o.subject_id end
    returning workspace_id, id, project_id, type
  ), handed_on as (
    insert into webhook_delivery (workspace_id, id, webhook_id, event_id, next_at, created_at)
    -- Ids that begin with the time: the newest delivery comes first where they are listed by id.
    select e.workspace_id, (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
             || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid, w.id, e.id, clock_timestamp(), clock_timestamp()
      from written e
      join webhook w on w.workspace_id = e.workspace_id and w.state = 'enabled' and e.type = any (w.event_types)
                    and (w.project_id is null or w.project_id = e.project_id)
  )
  select count(*) into relayed from taken;
  return relayed;
end $$;
