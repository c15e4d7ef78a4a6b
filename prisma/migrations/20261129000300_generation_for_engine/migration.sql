-- The engine is told which generation a trial belongs to, as its origin says, and how many trials a study may run at most.
create or replace function engine_snapshot(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  snapshot json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'state', s.state, 'next_number', s.next_number, 'room', s.max_trials - s.budget_used, 'exhausted', s.exhausted is not null,
      'space_revision', s.space_revision, 'search_space', r.search_space, 'constraints', r.constraints, 'objectives', s.objectives,
      'outcome_constraints', s.outcome_constraints,
      'sampler', s.sampler, 'seed', s.seed::text, 'max_trials', s.max_trials,
      'trials', case when p_from is null then '[]'::jsonb else coalesce((
        select jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'state', t.state, 'assignments', t.assignments,
                                            'values', told_values(p_workspace, t.id), 'generation', t.origin -> 'generation') order by t.number)
          from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.number >= p_from), '[]') end)
    into snapshot
    from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = s.space_revision
   where s.workspace_id = p_workspace and s.id = p_study;
  return snapshot;
end $$;
