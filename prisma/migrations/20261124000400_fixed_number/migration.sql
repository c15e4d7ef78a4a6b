-- What the sampler filled in around fixed values was made for one number and one revision of the space; under another it
-- is made anew, so that two asks at the same time do not get the same values.
create or replace function mint_own_trials(p_workspace uuid, p_study uuid, p_trials jsonb, p_source text) returns jsonb language plpgsql as $$
declare
  s study;
  many constant int := jsonb_array_length(p_trials);
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study for no key update;
  if not found then return '{"kind": "not_found"}'; end if;
  if s.state in ('stopped', 'finished') then return jsonb_build_object('kind', 'finished', 'reason', s.state_reason); end if;
  if s.budget_used + many > s.max_trials then
    return jsonb_build_object('kind', 'over_budget', 'left', s.max_trials - s.budget_used);
  end if;
  if p_trials -> 0 ? 'number' and (p_trials -> 0 ->> 'number' <> s.next_number::text or p_trials -> 0 ->> 'space_revision' <> s.space_revision::text) then
    return '{"kind": "outdated"}';
  end if;
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority, metadata)
  select p_workspace, (item ->> 'id')::uuid, p_study, s.next_number + ordinal - 1, p_source, item -> 'assignments', item ->> 'fingerprint',
         coalesce((select max(t.repeat_index) + 1 from trial t where t.workspace_id = p_workspace and t.study_id = p_study
                    and t.fingerprint = item ->> 'fingerprint'), 0)
           + (select count(*) from jsonb_array_elements(p_trials) with ordinality as before (twin, place)
               where place < ordinal and twin ->> 'fingerprint' = item ->> 'fingerprint'),
         item -> 'origin', s.space_revision, 2, coalesce(item -> 'metadata', '{}')
    from jsonb_array_elements(p_trials) with ordinality as made (item, ordinal);
  update study set next_number = next_number + many, budget_used = budget_used + many where workspace_id = p_workspace and id = p_study;
  return '{"kind": "minted"}';
end $$;
