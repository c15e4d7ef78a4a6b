-- Suggestions that a population has no place for took the budget of its children, and were never handed out.

-- How many more founders a population takes, those that wait for their place counted; null of other studies. As the scheduler
-- counts (`lib/engine/scheduler/population.ts`): who failed or was cancelled leaves a place, and so does who has a child, which has it.
create function founders_missing(s study) returns int language plpgsql stable as $$
begin
  if s.scheduler is null or s.scheduler ->> 'name' not in ('pbt', 'pb2') then return null; end if;
  return (s.scheduler ->> 'population')::int - (
    select count(*) from trial t
     where t.workspace_id = s.workspace_id and t.study_id = s.id and t.source <> 'import'
       and (t.state = 'queued' or (t.bracket is not null and t.state in ('running', 'completed')))
       and not exists (select 1 from trial c where c.workspace_id = t.workspace_id and c.study_id = t.study_id and c.parent_id = t.id))::int;
end $$;

-- As before, but in a population no more is made than there are places for: children are made of what is left of the budget.
create or replace function engine_view(p_workspace uuid, p_study uuid, p_known jsonb) returns json language plpgsql as $$
declare
  seq_known constant int := (p_known ->> 'seq')::int;
  number_known constant int := (p_known ->> 'next_number')::int;
  open_known constant int[] := case when p_known is not null then array(select jsonb_array_elements_text(p_known -> 'open')::int) end;
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', least(s.max_trials - s.budget_used, founders_missing(s)), 'exhausted', s.exhausted is not null,
      'space_revision', s.space_revision, 'search_space', r.search_space, 'constraints', r.constraints, 'objectives', s.objectives,
      'outcome_constraints', s.outcome_constraints, 'sampler', s.sampler, 'seed', s.seed::text, 'max_trials', s.max_trials, 'reproducible', s.reproducible,
      'results', results_of(p_workspace, p_study),
      'rungs', case when p_known is not null and s.scheduler ->> 'name' in ('successive-halving', 'hyperband', 'asha', 'pasha') then rungs_of(p_workspace, p_study) end,
      'crashes', (select jsonb_build_object('count', l.crashes, 'version', l.crash_version) from engine_lease l
                   where l.workspace_id = p_workspace and l.study_id = p_study),
      'told', case when p_known is null then '[]' else told_since(p_workspace, p_study, seq_known, number_known, open_known) end,
      'open', open_trials(p_workspace, p_study, p_known is null))
    into view
    from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = s.space_revision
   where s.workspace_id = p_workspace and s.id = p_study;
  return view;
end $$;

-- As before, and so does whoever stores them: two may have made some at the same time.
create or replace function mint_trials(p_workspace uuid, p_study uuid, p_fence int, p_first_number int, p_space_revision int, p_trials jsonb,
  p_exhausted text, p_call jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  room int;
  rewritten int := 0;
  known constant int := case when p_call ? 'basis' then coalesce((p_call ->> 'basis')::int, 2147483647) end;
begin
  perform enter_study(p_workspace, p_study);
  if p_fence is not null then
    perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
    if not found then return '{"kind": "fenced"}'; end if;
  elsif p_call ? 'history' or p_call ? 'rewrites' or p_call ? 'kept' then
    return '{"kind": "fenced"}';
  end if;
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  if s.state <> 'active' or s.space_revision <> p_space_revision then return '{"kind": "closed"}'; end if;
  if s.next_number <> p_first_number and not (coalesce((p_call ->> 'moves')::boolean, false) and s.next_number > p_first_number) then
    return '{"kind": "outdated"}';
  end if;
  if p_call ? 'history' and (p_call -> 'history' ->> 'after')::int <> (
    select coalesce(max(seq), 0) from history where workspace_id = p_workspace and study_id = p_study) then
    return '{"kind": "misfolded"}';
  end if;
  room := greatest(least(jsonb_array_length(p_trials), s.max_trials - s.budget_used, founders_missing(s)), 0);
  begin
    insert into history (workspace_id, study_id, seq, trial_id, kind, version)
    select p_workspace, p_study, (p_call -> 'history' ->> 'after')::int + ordinal, (told ->> 'trial_id')::uuid, told ->> 'kind', (told ->> 'version')::int
      from jsonb_array_elements(p_call -> 'history' -> 'results') with ordinality as learnt (told, ordinal);
    if jsonb_array_length(p_call -> 'rewrites') > 1 then
      -- First out of each other's way: two may exchange their suggestions, and none may be there twice for a moment.
      update trial set fingerprint = id::text, version = version + 1
       where workspace_id = p_workspace and study_id = p_study and state = 'queued' and source = 'engine' and attempt = 0
         and id in (select (item ->> 'id')::uuid from jsonb_array_elements(p_call -> 'rewrites') item);
    end if;
    update trial set assignments = item -> 'assignments', fingerprint = item ->> 'fingerprint', origin = item -> 'origin',
           space_revision = p_space_revision, basis = known, version = version + 1
      from jsonb_array_elements(p_call -> 'rewrites') item
     where workspace_id = p_workspace and study_id = p_study and id = (item ->> 'id')::uuid and state = 'queued' and source = 'engine' and attempt = 0;
    get diagnostics rewritten = row_count;
    update trial set basis = known
     where workspace_id = p_workspace and study_id = p_study and state = 'queued' and source = 'engine' and attempt = 0
       and space_revision = p_space_revision and id in (select item::uuid from jsonb_array_elements_text(p_call -> 'kept') item);
    insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, origin, space_revision, priority, basis)
    select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, 'engine', item -> 'assignments', item ->> 'fingerprint',
           item -> 'origin', p_space_revision, 4, known
      from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal) where ordinal <= room;
  exception when unique_violation then
    -- Assignments the study holds already: the engine was not told of that trial. Nothing is stored.
    return '{"kind": "duplicate"}';
  end;
  update study set next_number = next_number + room, budget_used = budget_used + room,
         exhausted = coalesce(exhausted, case when room = jsonb_array_length(p_trials) then p_exhausted end)
   where workspace_id = p_workspace and id = p_study;
  insert into engine_call (workspace_id, study_id, id, fence, engine_version, sampler, space_revision, basis_seq, basis, pending, numbers, outputs, took_ms,
                           tier, request, runtime)
  values (p_workspace, p_study, (p_call ->> 'id')::uuid, coalesce(p_fence, 0), p_call ->> 'engine_version', s.sampler, p_space_revision,
          (p_call ->> 'basis_seq')::int, (p_call ->> 'basis')::int, p_call -> 'pending',
          case when p_call ? 'numbers' then array(select jsonb_array_elements_text(p_call -> 'numbers')::int)
               else array(select p_first_number + ordinal from generate_series(0, room - 1) ordinal) end,
          coalesce(p_call -> 'outputs', p_trials), (p_call ->> 'took_ms')::float, p_call ->> 'tier', p_call -> 'request', p_call -> 'runtime');
  return jsonb_build_object('kind', 'minted', 'count', room, 'rewritten', rewritten);
end $$;
