-- Heartbeats that arrive together are one statement and one commit. What a heartbeat is stands in hold_lease alone.
create function heartbeat_trials(p_workspace uuid, p_project_ids uuid[], p_trial_ids uuid[], p_attempts int[]) returns jsonb language plpgsql as $$
declare
  beat record;
  answers jsonb[];
begin
  -- In one order: two lists never wait for each other, and neither does a list for tells told together.
  for beat in
    select * from unnest(p_project_ids, p_trial_ids, p_attempts) with ordinality as b (project_id, trial_id, attempt, position)
     order by trial_id, position
  loop
    answers[beat.position] := hold_lease(p_workspace, beat.project_id, beat.trial_id, beat.attempt);
  end loop;
  return to_jsonb(answers);
end $$;
