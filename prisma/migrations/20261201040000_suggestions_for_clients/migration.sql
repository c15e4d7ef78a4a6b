-- A client with a sampler of its own may ask ours for a trial it runs: the trial's origin says so.

-- As before; what a client makes gets its assignments one by one until it has ended, and notes which sampler of ours it asked.
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
              and (old.source = 'engine' or (old.source in ('enqueue', 'ask') and new.space_revision > old.space_revision)))
     and not (old.source = 'external' and old.state in ('queued', 'running') and new.state = old.state and new.attempt = old.attempt
              and (new.fingerprint, new.space_revision) is not distinct from (old.fingerprint, old.space_revision)) then
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
