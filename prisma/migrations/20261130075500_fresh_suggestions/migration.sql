-- Freshness of suggestions (design 06), the order in which an engine learnt results, and calls that can be recomputed.

-- AlterTable
ALTER TABLE "trial" ADD COLUMN "basis" INTEGER;

-- AlterTable
ALTER TABLE "engine_lease" ADD COLUMN "crash_version" TEXT;

-- AlterTable
ALTER TABLE "engine_call" ADD COLUMN "basis" INTEGER,
ADD COLUMN "request" JSONB,
ADD COLUMN "runtime" JSONB,
ADD COLUMN "tier" TEXT;

-- Corrections are few; they are counted at every ask.
create index observation_value_corrected on observation_value (workspace_id, study_id) where revision > 1;

-- ---- freshness --------------------------------------------------------------------------------------------------------

-- How many results of a study a snapshot shows: trials that ended, and corrections. Numbers have no gaps and
-- every number has its trial, so the trials that ended are all numbers less what is open, and the open ones are few.
--
-- Why comparing two counts says which of two looks knew more. A result is never undone: terminal states are final (the
-- transition trigger), revisions are only added. Snapshots of one PostgreSQL are ordered by inclusion:
-- commits leave the list of running transactions one by one and snapshots are taken between them, so what one snapshot
-- shows another either shows as well, or the other shows a part of what it shows. Hence of two looks at a study the sets
-- of results are nested, and equal counts are equal sets. Times would not do: a tell takes its time before it commits,
-- and a snapshot in between misses a result that is older than itself. Must be read as one statement, of one snapshot:
-- STABLE, so that it shares that of the statement which calls it.
create function results_of(p_workspace uuid, p_study uuid) returns int language plpgsql stable as $$
begin
  return (
    select s.next_number
         - (select count(*) from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.state in ('queued', 'running', 'paused'))::int
         + (select count(distinct (o.trial_id, o.revision)) from observation_value o
             where o.workspace_id = p_workspace and o.study_id = p_study and o.revision > 1)::int
      from study s where s.workspace_id = p_workspace and s.id = p_study);
end $$;

-- trial.basis: of a suggestion, the results its engine call was told of; 2147483647 when no result could change it.
-- p_horizon: the results there were when the ask arrived. What the engine made is handed out if it knew all of them; below 0:
-- whatever there is, the newest first, and its origin says how many results it misses. p_partial: rather fewer than none.
drop function claim_trials(study, int, uuid, text, int, jsonb, uuid);
create function claim_trials(s study, p_count int, p_principal uuid, p_worker text, p_lease int, p_metadata jsonb, p_only uuid, p_horizon int, p_partial boolean)
returns uuid[] language plpgsql as $$
declare
  slots int[];
  ids uuid[];
  are_unsold boolean;
  results int;
begin
  if s.max_parallel is not null then
    select coalesce(array_agg(slot), '{}') into slots from (
      select slot from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null
       order by slot limit p_count for update skip locked) free;
  end if;
  select coalesce(array_agg(id order by place), '{}'), bool_and(unsold) into ids, are_unsold from (
    select id, source = 'engine' and attempt = 0 as unsold,
           row_number() over (order by priority, case when p_horizon < 0 then -coalesce(basis, 0) end, number) as place
      from (select id, source, attempt, priority, basis, number from trial
             where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and (p_only is null or id = p_only)
               and (source <> 'engine' or attempt > 0 or (space_revision = s.space_revision and coalesce(basis, 0) >= p_horizon))
             order by priority, case when p_horizon < 0 then -coalesce(basis, 0) end, number
             limit least(p_count, coalesce(cardinality(slots), p_count)) for update skip locked) free) placed;
  if cardinality(ids) = 0 then return ids; end if;
  -- Who asks for many gets them made together with what is on the shelf.
  if not p_partial and are_unsold and s.budget_used < s.max_trials and s.exhausted is null
     and cardinality(ids) < least(p_count, coalesce(cardinality(slots), p_count)) then
    return '{}';
  end if;
  if p_horizon < 0 then
    results := results_of(s.workspace_id, s.id);
    update trial set version = version + 1, origin = origin || jsonb_build_object('behind', results - coalesce(basis, 0))
     where workspace_id = s.workspace_id and id = any (ids) and source = 'engine' and attempt = 0 and coalesce(basis, 0) < results;
  end if;
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

-- As before, and "mint" also while suggestions lie on the shelf that are not fresh enough: the producer rewrites them.
create or replace function nothing_to_claim(s study) returns jsonb language plpgsql stable as $$
begin
  if s.max_parallel is not null and not exists (
    select 1 from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null) then
    return '{"kind": "nothing", "reason": "parallel_cap"}';
  end if;
  if s.budget_used < s.max_trials and s.exhausted is null then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and source = 'engine' and attempt = 0) then
    return '{"kind": "mint"}';
  end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state in ('queued', 'running', 'paused')) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  return '{"kind": "drained"}';
end $$;

-- As before, and what the engine made is only handed out where it is fresh. p_horizon null: the ask has just arrived, and
-- the answer "mint" says how many results there are now; the ask names them when it comes again, so that results that
-- come while it waits do not take from it what was made for it.
drop function ask_trials(uuid, uuid, uuid, uuid, int, text, boolean, int, jsonb, text, bytea, jsonb);
create function ask_trials(p_workspace uuid, p_project uuid, p_principal uuid, p_study uuid, p_count int, p_worker text, p_sticky boolean,
  p_lease int, p_metadata jsonb, p_key text, p_hash bytea, p_fixed jsonb, p_horizon int default null, p_partial boolean default true) returns jsonb language plpgsql as $$
declare
  s study;
  ask_route constant text := 'trial.ask:' || p_study;
  answer jsonb;
  minted jsonb;
  ids uuid[];
  stop_reason text;
  horizon int;
begin
  perform enter_study(p_workspace, p_study);
  select * into s from study where workspace_id = p_workspace and id = p_study and (p_project is null or project_id = p_project);
  if not found then return '{"kind": "not_found"}'; end if;
  if p_key is not null then
    answer := replay_ask(p_workspace, p_principal, ask_route, p_key, p_hash);
    if answer is not null then return answer; end if;
  end if;
  if p_sticky then answer := redeliver_trials(p_workspace, p_study, p_principal, p_worker, p_lease); end if;
  if answer is null then
    stop_reason := hand_out_stop(s);
    if s.state = 'paused' then
      answer := '{"kind": "nothing", "reason": "paused"}';
    elsif stop_reason is not null then
      answer := case when s.state = 'active' then '{"kind": "drained"}'::jsonb else jsonb_build_object('kind', 'finished', 'reason', stop_reason) end;
    end if;
  end if;
  if answer is null and p_fixed is not null and s.max_parallel is not null then
    -- Kept for the claim below: nothing is made that cannot be handed out.
    perform 1 from parallel_slot where workspace_id = p_workspace and study_id = p_study and trial_id is null limit 1 for update skip locked;
    if not found then answer := '{"kind": "nothing", "reason": "parallel_cap"}'; end if;
  end if;
  if answer is null and p_fixed is not null then
    minted := mint_own_trials(p_workspace, p_study, jsonb_build_array(p_fixed), 'ask');
    if minted ->> 'kind' = 'over_budget' and exists (
      select 1 from trial where workspace_id = p_workspace and study_id = p_study and state in ('queued', 'running', 'paused')) then
      answer := '{"kind": "nothing", "reason": "draining"}';
    elsif minted ->> 'kind' <> 'minted' then
      answer := minted;
    end if;
  end if;
  if answer is null then
    horizon := coalesce(p_horizon, results_of(p_workspace, p_study));
    ids := claim_trials(s, p_count, p_principal, p_worker, p_lease, p_metadata, (p_fixed ->> 'id')::uuid, horizon, p_partial);
    if cardinality(ids) > 0 then
      if p_key is not null then
        update idempotency_record set response = (select jsonb_agg(jsonb_build_object('id', id, 'attempt', attempt)) from trial
                                                   where workspace_id = p_workspace and id = any (ids))
         where workspace_id = p_workspace and principal_id = p_principal and route = ask_route and key = p_key;
      end if;
      return jsonb_build_object('kind', 'trials', 'replayed', false, 'redelivered', false, 'trials', handed_out(p_workspace, ids));
    end if;
    answer := nothing_to_claim(s);
    if answer ->> 'kind' = 'mint' then answer := answer || jsonb_build_object('horizon', horizon); end if;
  end if;
  -- Only a hand-out is remembered under the key.
  if p_key is not null then
    delete from idempotency_record where workspace_id = p_workspace and principal_id = p_principal
       and route = ask_route and key = p_key;
  end if;
  return answer;
end $$;

-- ---- what the engine is told --------------------------------------------------------------------------------------------

-- A trial's values as they were when a revision of them was the newest.
create function values_at(p_workspace uuid, p_trial uuid, p_revision int) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_object_agg(v.metric, jsonb_build_object('value', v.value, 'kind', v.value_kind, 'std_error', v.std_error, 'n', v.n)), '{}')
      from (select distinct on (o.metric) o.* from observation_value o
             where o.workspace_id = p_workspace and o.trial_id = p_trial and o.revision <= p_revision order by o.metric, o.revision desc) v);
end $$;

-- What was learnt of a study beyond the history up to p_seq: what others added to it, then, in the order in which it will
-- be added, what it does not hold yet. That is corrections, and whatever ended of the trials numbered from p_next_number
-- on or open then (p_open). In small statements, whose plans are kept.
create function told_since(p_workspace uuid, p_study uuid, p_seq int, p_next_number int, p_open int[]) returns jsonb language plpgsql stable as $$
declare
  learnt jsonb;
  ended jsonb := '[]';
begin
  select coalesce(jsonb_agg(told_trial(t, h.kind, h.version, h.seq) order by h.seq), '[]') into learnt
    from history h join trial t on t.workspace_id = h.workspace_id and t.id = h.trial_id
   where h.workspace_id = p_workspace and h.study_id = p_study and h.seq > p_seq;
  select coalesce(jsonb_agg(told_trial(t, 'result', 1, null) order by t.finished_at, t.number), '[]') into ended
    from trial t
   where t.workspace_id = p_workspace and t.study_id = p_study and t.state not in ('queued', 'running', 'paused')
     and t.number = any (p_open || array(select n from generate_series(p_next_number, (
       select s.next_number - 1 from study s where s.workspace_id = p_workspace and s.id = p_study)) n))
     and not exists (select 1 from history h where h.workspace_id = p_workspace and h.study_id = p_study
                        and h.trial_id = t.id and h.kind = 'result' and h.version = 1);
  if exists (select 1 from observation_value o where o.workspace_id = p_workspace and o.study_id = p_study and o.revision > 1) then
    ended := ended || (
      select coalesce(jsonb_agg(told_trial(t, 'correction', c.revision, null) order by c.told_at, t.number, c.revision), '[]')
        from (select distinct on (o.trial_id, o.revision) o.trial_id, o.revision, o.told_at from observation_value o
               where o.workspace_id = p_workspace and o.study_id = p_study and o.revision > 1) c
        join trial t on t.workspace_id = p_workspace and t.id = c.trial_id
       where not exists (select 1 from history h where h.workspace_id = p_workspace and h.study_id = p_study
                            and h.trial_id = t.id and h.kind = 'correction' and h.version = c.revision));
  end if;
  return learnt || ended;
end $$;

create function told_trial(t trial, p_kind text, p_version int, p_seq int) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object('trial_id', t.id, 'kind', p_kind, 'version', p_version, 'seq', p_seq, 'number', t.number, 'state', t.state,
    'assignments', t.assignments, 'values', values_at(t.workspace_id, t.id, p_version), 'generation', t.origin -> 'generation');
end $$;

create function open_trials(p_workspace uuid, p_study uuid, p_shelf_only boolean) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'state', t.state, 'assignments', t.assignments,
             'generation', t.origin -> 'generation', 'unsold', t.source = 'engine' and t.attempt = 0, 'version', t.version,
             'basis', t.basis, 'space_revision', t.space_revision) order by t.number), '[]')
      from trial t
     where t.workspace_id = p_workspace and t.study_id = p_study and t.state in ('queued', 'running', 'paused')
       and (not p_shelf_only or (t.source = 'engine' and t.attempt = 0)));
end $$;

-- What is new of a study since somebody looked, as of one instant: the functions it calls are STABLE and share its snapshot.
-- p_known null: the study and what is on its shelf, for samplers that need no trials. Otherwise {seq, next_number, open}:
-- the history that the caller has, and the numbers that were given and open at its end. json, because jsonb would forget
-- the order of parameters.
create function engine_view(p_workspace uuid, p_study uuid, p_known jsonb) returns json language plpgsql as $$
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
      'outcome_constraints', s.outcome_constraints, 'sampler', s.sampler, 'seed', s.seed::text, 'max_trials', s.max_trials,
      'results', results_of(p_workspace, p_study),
      'crashes', (select jsonb_build_object('count', l.crashes, 'version', l.crash_version) from engine_lease l
                   where l.workspace_id = p_workspace and l.study_id = p_study),
      'told', case when p_known is null then '[]' else told_since(p_workspace, p_study, seq_known, number_known, open_known) end,
      'open', open_trials(p_workspace, p_study, p_known is null))
    into view
    from study s join space_revision r on r.workspace_id = s.workspace_id and r.study_id = s.id and r.revision = s.space_revision
   where s.workspace_id = p_workspace and s.id = p_study;
  return view;
end $$;

-- As before, and more of the call than its new trials (p_call):
--   basis: the results it was told of, from engine_view; null of a sampler that no result changes
--   history {after, results}: what it was told of beyond the history, to be added to it in that order
--   rewrites [{id, assignments, fingerprint, origin}]: unsold trials that get newer suggestions; those sold meanwhile keep theirs
--   kept [ids]: unsold trials for which the engine had nothing better
--   moves: new trials may get higher numbers than they were made for, when others were numbered meanwhile
-- p_fence null: whoever made it holds no lease; such a call adds nothing to the history and rewrites nothing.
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
  room := greatest(least(jsonb_array_length(p_trials), s.max_trials - s.budget_used), 0);
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

-- ---- the engine's lease -------------------------------------------------------------------------------------------------

-- Whether a call of the study's own sampler came to a reply. Three in a row that did not leave the study degraded, until a
-- call succeeds, somebody resumes it, or the engine is another version.
create function note_engine_outcome(p_workspace uuid, p_study uuid, p_fence int, p_crashed boolean, p_version text) returns int language plpgsql as $$
declare
  now_crashes int;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update engine_lease set crash_version = p_version,
         crashes = case when not p_crashed then 0 when crash_version = p_version then crashes + 1 else 1 end
   where workspace_id = p_workspace and study_id = p_study and fence = p_fence
  returning crashes into now_crashes;
  return now_crashes;
end $$;

-- The holder goes away in good order: whoever asks next need not wait for the lease to run out.
create function release_engine_lease(p_workspace uuid, p_study uuid, p_fence int) returns boolean language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update engine_lease set expires_at = null where workspace_id = p_workspace and study_id = p_study and fence = p_fence;
  return found;
end $$;
