-- A population's trials take over from checkpoints that are there: the newest of each trial stays while its study may choose
-- it, and of what was deleted before such a study was opened again, no child is told.

-- Whether the trial, ended or not, may still be chosen to be taken over from.
create function may_be_donor(t trial) returns boolean language plpgsql stable as $$
begin
  return exists (select 1 from study s where s.workspace_id = t.workspace_id and s.id = t.study_id and s.state in ('active', 'paused')
                    and s.scheduler ->> 'name' in ('pbt', 'pb2'));
end $$;

-- The step that a child takes over from: what was decided, or the newest that the donor still has; null: it has none, and the
-- child begins anew.
create function donor_step(donor trial, p_from int) returns int language plpgsql stable as $$
begin
  return (select c.step from checkpoint c where c.workspace_id = donor.workspace_id and c.trial_id = donor.id and c.finalised_at is not null
           order by c.step = p_from desc, c.step desc limit 1);
end $$;

-- As before, but for the above.
create or replace function delete_artifact(p_workspace uuid, p_project uuid, p_artifact uuid, p_attempt int) returns jsonb language plpgsql as $$
declare
  a artifact := find_artifact(p_workspace, p_project, p_artifact);
  t trial;
  held jsonb;
begin
  if a.id is null then return '{"kind": "not_found"}'; end if;
  if p_attempt is not null then
    held := hold_lease(p_workspace, p_project, a.trial_id, p_attempt);
    if held ->> 'kind' <> 'held' then return held; end if;
  end if;
  select * into t from trial where workspace_id = a.workspace_id and id = a.trial_id for no key update;
  if exists (
    select 1 from checkpoint c where c.workspace_id = a.workspace_id and c.trial_id = a.trial_id and c.artifact_id = a.id and (
      ((t.finished_at is null or may_be_donor(t)) and not exists (
        select 1 from checkpoint l where l.workspace_id = c.workspace_id and l.trial_id = c.trial_id and (l.step, l.attempt) > (c.step, c.attempt)))
      or exists (
        select 1 from trial ch where ch.workspace_id = t.workspace_id and ch.study_id = t.study_id and ch.donor_id = t.id and ch.from_step = c.step
           and ch.finished_at is null))) then
    return '{"kind": "needed"}';
  end if;
  delete from checkpoint where workspace_id = a.workspace_id and trial_id = a.trial_id and artifact_id = a.id;
  delete from artifact where workspace_id = a.workspace_id and id = a.id;
  if not found then return '{"kind": "not_found"}'; end if;
  return jsonb_build_object('kind', 'deleted', 'name', a.name, 'trial_id', a.trial_id);
end $$;

-- As before, but for the above.
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
         jsonb_build_object('sampler', s.scheduler ->> 'name'), s.space_revision, 1, parent.id, case when kept.step is not null then donor.id end, kept.step
    from jsonb_array_elements(p_children) with ordinality as made (item, ordinal)
    join trial parent on parent.workspace_id = p_workspace and parent.study_id = p_study and parent.number = (item ->> 'parent')::int
    join trial donor on donor.workspace_id = p_workspace and donor.study_id = p_study and donor.number = (item ->> 'donor')::int
    cross join lateral (select donor_step(donor, (item ->> 'from')::int) as step) kept
   where ordinal <= room and parent.verdict_reason ->> 'by' is distinct from 'person';
  get diagnostics room = row_count;
  update study set next_number = next_number + room, budget_used = budget_used + room where workspace_id = p_workspace and id = p_study;
end $$;
