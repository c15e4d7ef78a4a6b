-- What the engine is told more: what trials cost, and of which studies it must not depend on time what is suggested.

-- As before, and what the trial cost, where that was told: it is fixed when the trial ends.
create or replace function told_trial(t trial, p_kind text, p_version int, p_seq int) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object('trial_id', t.id, 'kind', p_kind, 'version', p_version, 'seq', p_seq, 'number', t.number, 'state', t.state,
    'assignments', t.assignments, 'values', values_at(t.workspace_id, t.id, p_version), 'generation', t.origin -> 'generation', 'space_revision', t.space_revision)
    || case when t.cost > 0 then jsonb_build_object('cost', t.cost) else '{}' end;
end $$;

-- As before, and whether the study is to be played the same way again.
create or replace function engine_view(p_workspace uuid, p_study uuid, p_known jsonb) returns json language plpgsql as $$
declare
  seq_known constant int := (p_known ->> 'seq')::int;
  number_known constant int := (p_known ->> 'next_number')::int;
  open_known constant int[] := case when p_known is not null then array(select jsonb_array_elements_text(p_known -> 'open')::int) end;
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', s.max_trials - s.budget_used, 'exhausted', s.exhausted is not null,
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

-- As before. A hand-out from before hand-outs noted what they began from is looked up: it began at the newest checkpoint of
-- those before it, or of the trial that it was a child of.
create or replace function begin_counting_trained(p_workspace uuid, p_study uuid) returns void language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update attempt a set from_step = c.step
    from (select b.trial_id, b.number, coalesce(
                   (select max(k.step) from checkpoint k where k.workspace_id = b.workspace_id and k.trial_id = b.trial_id
                       and k.attempt < b.number and k.finalised_at is not null),
                   case when t.donor_id is not null then t.from_step end) as step
            from attempt b join trial t on t.workspace_id = b.workspace_id and t.id = b.trial_id
           where b.workspace_id = p_workspace and b.study_id = p_study and b.trained is null and b.from_step = 0) c
   where a.workspace_id = p_workspace and a.study_id = p_study and a.trial_id = c.trial_id and a.number = c.number and c.step > 0;
  update attempt a set trained = case when a.ended_at is null then 0 else steps_trained(a) end
   where a.workspace_id = p_workspace and a.study_id = p_study and a.trained is null;
end $$;
