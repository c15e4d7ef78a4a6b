-- Groups of repeats that are settled are not looked at again with each ask: neither for what they lack nor for the target.

-- AlterTable
ALTER TABLE "study" ADD COLUMN     "settled_before" INTEGER NOT NULL DEFAULT 0;

-- study.settled_before: no trial below this number is open, or of a group that lacks anything, or of one that reached the target,
-- unless a later one joined the group or a value of it was corrected. Noted by whoever follows repeats, and never taken back but here.
create function unsettle_groups() returns trigger language plpgsql as $$
begin
  new.settled_before := 0;
  return new;
end $$;
create trigger study_unsettles_groups before update of space_revision on study for each row
  when (new.space_revision <> old.space_revision) execute function unsettle_groups();

-- ---- what is to be repeated --------------------------------------------------------------------------------------------------

-- The groups of trials with this number or a later one, some more than once. A thousand trials at a time in the order of their
-- numbers: how many there are is more than a planner can guess, and who guesses wrong reads every trial of the study.
create function groups_since(s study, p_from int) returns setof uuid language plpgsql stable rows 10 as $$
declare
  begins int := p_from;
  page record;
begin
  loop
    select array_agg(distinct t.repeat_group) filter (where t.repeat_group is not null) as groups, max(t.number) as last into page from (
      select repeat_group, number from trial where workspace_id = s.workspace_id and study_id = s.id and number >= begins order by number limit 1000) t;
    exit when page.last is null;
    return query select unnest(page.groups);
    begins := page.last + 1;
  end loop;
end $$;

-- As before.
create or replace function incomplete_groups(s study, p_from int)
returns table (group_id uuid, number int, members int, frozen boolean, free int[]) language sql stable as $$
  select g.group_id, g.number, g.members, g.frozen, g.free from (
    select f.id as group_id, m.last as number, m.members, true as frozen, f.number as began,
           array(select b from generate_series(0, (s.repeats ->> 'max')::int - 1) b where b <> all (m.blocks)) as free
      from (select distinct g.id from groups_since(s, p_from) as g (id)) touched
      join trial f on f.workspace_id = s.workspace_id and f.id = touched.id
      cross join lateral (
        select count(*) filter (where t.block is not null and t.state <> 'cancelled')::int as members, max(t.number) as last,
               array_agg(t.block) filter (where t.block is not null and t.state <> 'cancelled') as blocks, bool_or(t.state = 'infeasible') as closed
          from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = touched.id) m
     where m.members between 1 and (s.repeats ->> 'max')::int - 1 and not m.closed and not f.outside_space and not f.group_ended
    union all
    select u.id, u.number, 1, false, u.number, '{}' from trial u
     where u.workspace_id = s.workspace_id and u.study_id = s.id and u.state = 'queued' and u.source = 'engine' and u.attempt = 0) g
   order by g.began
$$;

-- As before; a group's first block is the lowest that was not cancelled: where somebody took the one before away, it races by the
-- next. And as for incomplete_groups the number is that of its last trial, and p_from is of any of its trials.
create or replace function unraced_groups(s study, p_from int) returns table (group_id uuid, number int, value float8) language sql stable as $$
  select touched.id, m.last, v.value
    from (select distinct g.id from groups_since(s, p_from) as g (id)) touched
    join trial f on f.workspace_id = s.workspace_id and f.id = touched.id
    cross join lateral (
      select t.id, t.number, t.finished_at from trial t
       where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = touched.id and t.block is not null and t.state <> 'cancelled'
       order by t.block limit 1) first
    cross join lateral (
      select max(t.number) as last from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = touched.id) m
    left join observation_value v on v.workspace_id = s.workspace_id and v.trial_id = first.id and v.current and v.rankable and v.metric = s.objectives -> 0 ->> 'metric'
   where first.finished_at is not null and not f.outside_space and not f.group_ended
     and not exists (select 1 from race_decision d where d.workspace_id = s.workspace_id and d.study_id = s.id and d.group_id = touched.id)
   order by first.number
$$;

-- As before, by default of groups that are not settled. First trials that are open are those by which a group will race.
create or replace function repeat_view(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'repeats', s.repeats, 'state', s.state, 'room', s.max_trials - s.budget_used, 'max_trials', s.max_trials, 'exhausted', s.exhausted is not null,
      'direction', s.objectives -> 0 ->> 'direction', 'space_revision', s.space_revision, 'settled_before', s.settled_before,
      'seen', (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = s.workspace_id and d.study_id = s.id),
      'queued', (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.source = 'repeat'
                    and (t.attempt = 0 or checkpoint_of(t) is null)),
      -- What is open may yet be cancelled, and leave its group lacking.
      'open_firsts', (select jsonb_build_object('count', count(*) filter (where t.repeat_group is null or not exists (
                                                           select 1 from trial b where b.workspace_id = s.workspace_id and b.study_id = s.id
                                                              and b.repeat_group = t.repeat_group and b.block < t.block and b.state <> 'cancelled')),
                                                'from', coalesce(min(t.number), s.next_number))
                        from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running', 'paused')),
      'incomplete', case when s.repeats ->> 'rule' = 'all' then (select coalesce(json_agg(g), '[]') from incomplete_groups(s, coalesce(p_from, s.settled_before)) g) else '[]' end,
      'unraced', case when s.repeats ->> 'rule' = 'race' then (select coalesce(json_agg(g), '[]') from unraced_groups(s, coalesce(p_from, s.settled_before)) g) else '[]' end,
      'race', case when s.repeats ->> 'rule' = 'race' then last_race(s) end)
    into view from study s where s.workspace_id = p_workspace and s.id = p_study and s.repeats is not null;
  return view;
end $$;

-- p_settled: {before, space_revision} of a view: what is settled, if the space is that still; null: nothing. A group that has reached
-- the target is not settled: it is found as long as it has.
create function settle_groups(s study, p_settled jsonb) returns void language plpgsql as $$
declare
  settled constant int := (p_settled ->> 'before')::int;
begin
  if settled > s.settled_before and (p_settled ->> 'space_revision')::int = s.space_revision
     and not (s.repeats ->> 'rule' = 'all' and s.objectives -> 0 ? 'target' and group_reached_target(s)) then
    update study set settled_before = settled where workspace_id = s.workspace_id and id = s.id;
  end if;
end $$;

-- As before, and what is settled.
drop function follow_repeats(uuid, uuid, int, int, jsonb, jsonb);
create function follow_repeats(p_workspace uuid, p_study uuid, p_fence int, p_seen int, p_decisions jsonb, p_repeats jsonb, p_settled jsonb default null)
returns jsonb language plpgsql as $$
declare
  s study;
  out_groups constant uuid[] := array(select (item ->> 'group')::uuid from jsonb_array_elements(p_decisions) item where item ->> 'decision' = 'eliminated');
  made int := 0;
begin
  perform enter_study(p_workspace, p_study);
  if p_fence is not null then
    perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
    if not found then return '{"kind": "fenced"}'; end if;
  end if;
  select * into s from study where workspace_id = p_workspace and id = p_study and repeats is not null for no key update;
  -- What a person ended is not judged any more: its trials ended for another reason than their own.
  if not found or s.state = 'stopped' then return '{"kind": "closed"}'; end if;
  if p_seen <> (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = p_workspace and d.study_id = p_study) then
    return '{"kind": "behind"}';
  end if;
  insert into race_decision (workspace_id, study_id, seq, race, group_id, decision, by_group, blocks, probability, decided_at)
  select p_workspace, p_study, p_seen + ordinal, (item ->> 'race')::int, (item ->> 'group')::uuid, item ->> 'decision', (item ->> 'by')::uuid,
         (item ->> 'blocks')::int, (item ->> 'probability')::float8, clock_timestamp()
    from jsonb_array_elements(p_decisions) with ordinality as made_now (item, ordinal);
  if cardinality(out_groups) > 0 then perform end_eliminated(s, out_groups); end if;
  if s.state = 'active' and jsonb_array_length(p_repeats) > 0 then made := mint_repeats(s, p_repeats); end if;
  perform settle_groups(s, p_settled);
  return jsonb_build_object('kind', 'followed', 'made', made);
end $$;

-- As before, of groups that are not settled.
create or replace function repeats_open(s study) returns text language plpgsql stable as $$
begin
  if s.repeats is null or s.budget_used >= s.max_trials then return null; end if;
  if s.repeats ->> 'rule' = 'all' then
    return case when exists (select 1 from incomplete_groups(s, s.settled_before) g where g.frozen) then 'mint' end;
  end if;
  if exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running')) then return 'draining'; end if;
  return case when exists (select 1 from unraced_groups(s, s.settled_before))
                or exists (select 1 from race_decision e where e.workspace_id = s.workspace_id and e.study_id = s.id and e.decision = 'entered'
                              and not exists (select 1 from race_decision d where d.workspace_id = e.workspace_id and d.study_id = e.study_id and d.group_id = e.group_id
                                                 and d.race = e.race and d.decision in ('eliminated', 'beaten', 'withdrawn', 'won'))) then 'mint' end;
end $$;

-- As before; and a suggestion of assignments that have all their trials by this one is not handed out any more: it would be one more
-- than the rule says. It is the same as a grid's cell or a random point that others evaluate.
create or replace function join_repeat_group() returns trigger language plpgsql as $$
declare
  study_seed bigint;
  trials_max int;
begin
  select s.seed, (s.repeats ->> 'max')::int into study_seed, trials_max
    from study s where s.workspace_id = new.workspace_id and s.id = new.study_id and s.repeats is not null;
  if not found then return new; end if;
  -- A suggestion of these assignments that is being handed out joins first, and then is seen.
  perform 1 from trial u where u.workspace_id = new.workspace_id and u.study_id = new.study_id and u.fingerprint = new.fingerprint
     and u.source = 'engine' and u.attempt = 0 for update;
  new := place_in_group(new, study_seed);
  -- Its block is the lowest that was free.
  if new.block >= trials_max - 1 then
    update trial u set state = 'cancelled', state_reason = 'group_complete', finished_at = clock_timestamp()
     where u.workspace_id = new.workspace_id and u.study_id = new.study_id and u.fingerprint = new.fingerprint
       and u.source = 'engine' and u.attempt = 0 and u.state = 'queued';
  end if;
  return new;
end $$;

-- ---- the target --------------------------------------------------------------------------------------------------------------

-- Whether a group that has all its trials, more than half of them with a value, has a mean that is as good as the target; under
-- "race" the winner. What is settled has not, so that only other groups are looked at; or, where these are many, those that have a
-- value as good as the target, as no mean is better than the best of its values.
create or replace function group_reached_target(s study) returns boolean language plpgsql stable as $$
declare
  trials_max constant int := 1000;
  objective constant jsonb := s.objectives -> 0;
  metric_name constant text := objective ->> 'metric';
  is_maximized constant boolean := objective ->> 'direction' = 'maximize';
  low constant float8 := case when is_maximized then (objective ->> 'target')::float8 else '-Infinity' end;
  high constant float8 := case when is_maximized then 'Infinity' else (objective ->> 'target')::float8 end;
  groups uuid[];
begin
  if s.repeats ->> 'rule' = 'race' then
    return exists (select 1 from champion_of(s) champion cross join lateral group_figures(s, champion, metric_name) f where f.n > 0 and f.mean between low and high);
  end if;
  groups := array(select t.repeat_group from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.number >= s.settled_before
                   order by t.number limit trials_max + 1);
  if cardinality(groups) <= trials_max then
    groups := groups || array(select t.repeat_group from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
                               where v.workspace_id = s.workspace_id and v.study_id = s.id and v.revision > 1);
  else
    groups := array(select t.repeat_group from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
                     where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = metric_name and v.rankable and v.value between low and high);
  end if;
  return exists (
    select 1 from (select distinct u.id from unnest(groups) as u (id) where u.id is not null) g cross join lateral group_figures(s, g.id, metric_name) f
     where f.ended >= (s.repeats ->> 'max')::int and 2 * f.n > f.ended and f.mean between low and high);
end $$;

-- ---- which assignments are best ----------------------------------------------------------------------------------------------

-- Under "all": of the groups that have all their trials, more than half of them with a value, the one with the best mean; null:
-- there is none. By values, the best first: no mean is better than the best of its values, so that the search is over at the
-- first value that is worse than the best mean found. Not sure: it was given up, as more groups have values as good as that than
-- are worth looking at one by one.
drop function best_whole_group(study, text, boolean, float8);
create function best_whole_group(s study, p_metric text, p_maximize boolean) returns table (group_id uuid, is_sure boolean) language plpgsql stable as $$
declare
  groups_max constant int := 500;
  sign constant int := case when p_maximize then -1 else 1 end;
  best_first refcursor;
  seen uuid[] := '{}';
  best_loss float8 := 'Infinity';
  best_number int := 2147483647;
  told record;
  f record;
begin
  is_sure := true;
  -- Two statements, so that each reads the index "best first" in its direction.
  if p_maximize then
    open best_first for
      select t.repeat_group, v.value from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = p_metric and v.rankable order by v.value desc;
  else
    open best_first for
      select t.repeat_group, v.value from observation_value v join trial t on t.workspace_id = v.workspace_id and t.id = v.trial_id
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = p_metric and v.rankable order by v.value;
  end if;
  loop
    fetch best_first into told;
    exit when not found or sign * told.value > best_loss;
    continue when told.repeat_group = any (seen);
    is_sure := cardinality(seen) < groups_max;
    exit when not is_sure;
    seen := seen || told.repeat_group;
    select * into f from group_figures(s, told.repeat_group, p_metric);
    if f.ended >= (s.repeats ->> 'max')::int and 2 * f.n > f.ended and (sign * f.mean, f.number) < (best_loss, best_number) then
      group_id := told.repeat_group;
      best_loss := sign * f.mean;
      best_number := f.number;
    end if;
  end loop;
  close best_first;
  return next;
end $$;

-- As before.
create or replace function best_group(s study, p_metric text, p_maximize boolean)
returns table (group_id uuid, number int, mean float8, std_error float8, n int, ended int, standing text) language plpgsql stable as $$
declare
  found_at uuid;
begin
  if s.repeats is null then return; end if;
  if s.repeats ->> 'rule' = 'race' then
    found_at := champion_of(s);
  else
    select w.group_id into found_at from best_whole_group(s, p_metric, p_maximize) w where w.is_sure;
  end if;
  if found_at is not null then
    return query select found_at, f.number, f.mean, f.std_error, f.n, f.ended, case when s.repeats ->> 'rule' = 'race' then 'winner' end
                   from group_figures(s, found_at, p_metric) f where f.n > 0;
    if found then return; end if;
  end if;
  return query select g.group_id, g.number, g.mean, g.std_error, g.n, g.ended, g.standing from ranked_groups(s, p_metric, p_maximize) g where g.place = 1 and g.n > 0;
end $$;
