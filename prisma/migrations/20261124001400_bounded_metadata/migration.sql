-- A trial's metadata is what it was enqueued with, what each ask that got it gave, and what was told with its result. Asks come
-- again and again, so theirs are bounded: what would leave a tell no room for its own is not added. Nothing a worker
-- sends may make its trial unreadable.
create function metadata_with_asked(p_own jsonb, p_asked jsonb) returns jsonb language plpgsql immutable as $$
declare
  merged jsonb;
begin
  if p_asked is null then return p_own; end if;
  merged := p_own || p_asked;
  if (select count(*) from jsonb_object_keys(merged)) > 200 or pg_column_size(merged) > 256 * 1024 then return p_own; end if;
  return merged;
end $$;

-- As before, but for the metadata.
create or replace function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid)
returns uuid[] language plpgsql as $$
declare
  slots int[];
  ids uuid[];
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null
       order by slot limit p_count for update skip locked) free;
  end if;
  select coalesce(array_agg(id order by priority, number), '{}') into ids from (
    select id, priority, number from trial
     where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and (p_only is null or id = p_only)
       and (source <> 'engine' or attempt > 0 or space_revision = s.space_revision)
     order by priority, number limit least(p_count, coalesce(cardinality(slots), p_count)) for update skip locked) free;
  if cardinality(ids) = 0 then return ids; end if;
  update trial set state = 'running', state_reason = null, attempt = attempt + 1, verdict = 'continue', verdict_reason = null, worker_id = p_worker,
         lease_seconds = p_lease, lease_until = clock_timestamp() + make_interval(secs => p_lease),
         started_at = coalesce(started_at, clock_timestamp()), metadata = metadata_with_asked(metadata, p_metadata)
   where workspace_id = s.workspace_id and id = any (ids);
  insert into attempt (workspace_id, trial_id, number, study_id, principal_id, worker_id, started_at)
  select workspace_id, id, attempt, study_id, p_principal, p_worker, clock_timestamp() from trial where workspace_id = s.workspace_id and id = any (ids);
  if slots is not null then
    update parallel_slot p set trial_id = pair.trial from unnest(slots[1:cardinality(ids)], ids) as pair (slot, trial)
     where p.workspace_id = s.workspace_id and p.study_id = s.id and p.slot = pair.slot;
  end if;
  return ids;
end $$;
