-- As before; a repeat that must go on from a checkpoint is not among those that wait for just anybody: who can take it is handed it
-- before it comes to this, and who cannot gets something else.
create or replace function repeat_view(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'repeats', s.repeats, 'state', s.state, 'room', s.max_trials - s.budget_used, 'max_trials', s.max_trials, 'exhausted', s.exhausted is not null,
      'direction', s.objectives -> 0 ->> 'direction',
      'seen', (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = s.workspace_id and d.study_id = s.id),
      'queued', (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.source = 'repeat'
                    and (t.attempt = 0 or checkpoint_of(t) is null)),
      'open_firsts', (select jsonb_build_object('count', count(*), 'from', coalesce(min(t.number), s.next_number)) from trial t
                       where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running', 'paused') and t.repeat_index = 0),
      'incomplete', case when s.repeats ->> 'rule' = 'all' then (select coalesce(json_agg(g), '[]') from incomplete_groups(s, p_from) g) else '[]' end,
      'unraced', case when s.repeats ->> 'rule' = 'race' then (select coalesce(json_agg(g), '[]') from unraced_groups(s, p_from) g) else '[]' end,
      'race', case when s.repeats ->> 'rule' = 'race' then last_race(s) end)
    into view from study s where s.workspace_id = p_workspace and s.id = p_study and s.repeats is not null;
  return view;
end $$;
