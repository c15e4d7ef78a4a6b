-- Studies that are deleted, however large.

-- A trial's entries are found by it alone when it is deleted: before PostgreSQL 18 each trial read the index of a whole workspace.
-- A trial is of one study, so that what is unique is the same.
-- DropIndex
DROP INDEX "history_workspace_id_study_id_trial_id_kind_version_key";

-- CreateIndex
CREATE UNIQUE INDEX "history_workspace_id_trial_id_kind_version_key" ON "history"("workspace_id", "trial_id", "kind", "version");

-- As before, and of a study that was deleted while its suggestions were made, nothing is stored: what comes without a lease found
-- a row without values, and failed on those.
create or replace function mint_trials(p_workspace uuid, p_study uuid, p_fence int, p_first_number int, p_space_revision int, p_trials jsonb,
  p_exhausted text, p_call jsonb) returns jsonb language plpgsql set plan_cache_mode = force_generic_plan as $$
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
  if s.id is null or s.state <> 'active' or s.space_revision <> p_space_revision then return '{"kind": "closed"}'; end if;
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
