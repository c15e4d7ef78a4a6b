-- Corrections of told values, tags and notes of trials. A correction is a further revision of a completed trial's values:
-- nothing is overwritten, `current` says which row of a metric counts, and engines learn of it as an entry of their history.

-- AlterTable
ALTER TABLE "trial" ADD COLUMN "note" TEXT NOT NULL DEFAULT '',
ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "observation_value" ADD COLUMN "corrected_by" UUID,
ADD COLUMN "corrected_by_kind" TEXT,
ADD COLUMN "reason" TEXT;

-- What differs from the values that count now: [{metric, value, kind, std_error, n, before}], before null for a metric that is new.
create function changed_values(p_workspace uuid, p_trial uuid, p_values jsonb) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(item || jsonb_build_object('before', case when v.metric is not null then jsonb_build_object(
             'value', v.value, 'kind', v.value_kind, 'std_error', v.std_error, 'n', v.n) end)), '[]')
      from jsonb_array_elements(p_values) item
      left join observation_value v on v.workspace_id = p_workspace and v.trial_id = p_trial and v.metric = item ->> 'metric' and v.current
     where (v.value, v.value_kind, v.std_error, v.n) is distinct from
           ((item ->> 'value')::float8, item ->> 'kind', (item ->> 'std_error')::float8, (item ->> 'n')::int));
end $$;

-- A further revision of a trial's values, of the metrics that change; feasibility and who may be the incumbent follow.
-- Null when nothing changes; otherwise {revision, changes}, changes as in changed_values.
create function correct_values(p_workspace uuid, p_trial uuid, p_values jsonb, p_reason text, p_actor_kind text, p_actor uuid) returns jsonb language plpgsql as $$
declare
  t record;
  changes jsonb;
  next_revision int;
  ok boolean;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select study_id, number, state into t from trial where workspace_id = p_workspace and id = p_trial for update;
  if not found or t.state <> 'completed' then return null; end if;
  changes := changed_values(p_workspace, p_trial, p_values);
  if changes = '[]' then return null; end if;
  select max(revision) + 1 into next_revision from observation_value where workspace_id = p_workspace and trial_id = p_trial;
  update observation_value set current = false, rankable = false
   where workspace_id = p_workspace and trial_id = p_trial and current and metric in (select item ->> 'metric' from jsonb_array_elements(changes) item);
  insert into observation_value (workspace_id, trial_id, revision, metric, study_id, trial_number, value, value_kind, std_error, n, rankable, told_at,
                                 reason, corrected_by_kind, corrected_by)
  select p_workspace, p_trial, coalesce(next_revision, 2), item ->> 'metric', t.study_id, t.number, (item ->> 'value')::float8, item ->> 'kind',
         (item ->> 'std_error')::float8, (item ->> 'n')::int, false, clock_timestamp(), p_reason, p_actor_kind, p_actor
    from jsonb_array_elements(changes) item;
  select s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, (
           select coalesce(jsonb_agg(jsonb_build_object('metric', v.metric, 'value', v.value, 'kind', v.value_kind)), '[]')
             from observation_value v where v.workspace_id = p_workspace and v.trial_id = p_trial and v.current)) into ok
    from study s where s.workspace_id = p_workspace and s.id = t.study_id;
  update observation_value set rankable = ok and value_kind = 'finite'
   where workspace_id = p_workspace and trial_id = p_trial and current and rankable is distinct from (ok and value_kind = 'finite');
  update trial set feasible = ok where workspace_id = p_workspace and id = p_trial and feasible is distinct from ok;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'trial.corrected', p_trial, jsonb_build_object('study_id', t.study_id, 'number', t.number, 'correction', jsonb_build_object(
            'revision', coalesce(next_revision, 2), 'reason', p_reason, 'previous', (
              select jsonb_object_agg(item ->> 'metric', case item -> 'before' ->> 'kind' when 'nan' then '"NaN"' when 'inf' then '"Infinity"'
                       when '-inf' then '"-Infinity"' else coalesce(item -> 'before' -> 'value', 'null') end) from jsonb_array_elements(changes) item))));
  return jsonb_build_object('revision', coalesce(next_revision, 2), 'changes', changes);
end $$;

-- What one changes of a trial: its values where it is completed, tags and note of any. Null keeps what there is.
-- p_if_version: refuse unless the trial still has it.
create function update_trial(p_workspace uuid, p_trial uuid, p_if_version int, p_values jsonb, p_tags text[], p_note text, p_reason text,
  p_actor_kind text, p_actor uuid) returns jsonb language plpgsql as $$
declare
  t record;
  correction jsonb;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select study_id, source, attempt, state, version, tags, note into t from trial where workspace_id = p_workspace and id = p_trial for update;
  if not found or (t.source = 'engine' and t.attempt = 0) then return '{"kind": "not_found"}'; end if;
  if t.version <> p_if_version then return jsonb_build_object('kind', 'outdated', 'version', t.version); end if;
  if p_values is not null then
    if t.state <> 'completed' then return jsonb_build_object('kind', 'not_completed', 'state', t.state); end if;
    if 100 < (select count(distinct metric) from (
         select metric from observation_value where workspace_id = p_workspace and trial_id = p_trial and current
         union all select item ->> 'metric' from jsonb_array_elements(p_values) item) m) then
      return '{"kind": "too_many_metrics"}';
    end if;
    correction := correct_values(p_workspace, p_trial, p_values, p_reason, p_actor_kind, p_actor);
  end if;
  if correction is null and coalesce(p_tags, t.tags, '{}') = coalesce(t.tags, '{}') and coalesce(p_note, t.note) = t.note then
    return jsonb_build_object('kind', 'unchanged', 'study_id', t.study_id);
  end if;
  update trial set tags = coalesce(p_tags, tags), note = coalesce(p_note, note), version = version + 1 where workspace_id = p_workspace and id = p_trial;
  return jsonb_build_object('kind', 'updated', 'study_id', t.study_id, 'correction', correction);
end $$;

-- ---- events ------------------------------------------------------------------------------------------------------------------

-- As before; a correction is of a trial in whatever state it has, and says what was changed.
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
    select * from taken order by created_at, id
  ), written as (
    insert into event (workspace_id, id, sequence, project_id, study_id, type, data, occurred_at, relayed_at)
    select o.workspace_id, o.id, nextval('event_sequence'), s.project_id, s.id, o.topic,
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
