-- Places in groups of repeats. A trial's place among those of the same assignments is its block, which has a seed: only what is
-- evaluated in the same block is compared. Imported results were evaluated elsewhere and have none. A cancelled trial has
-- shown nothing, so that its block is free for another. A suggestion on the shelf is in no group until it is handed out: it
-- may still become other assignments, whoever enqueued the ones it has now.

-- AlterTable
ALTER TABLE "trial" ADD COLUMN     "block" INTEGER,
ADD COLUMN     "outside_space" BOOLEAN NOT NULL DEFAULT false;

-- ---- what is there -----------------------------------------------------------------------------------------------------------

drop trigger trial_joins_group on trial;

update trial t set repeat_group = null, seed = null
 where t.repeat_group is not null and t.source = 'engine' and t.attempt = 0 and t.finished_at is null;

-- Some were left in one group with assignments that a suggestion had before it was rewritten.
update trial t set repeat_group = first.id
  from (select distinct on (f.workspace_id, f.study_id, f.fingerprint) f.workspace_id, f.study_id, f.fingerprint, f.id
          from trial f where f.repeat_group is not null order by f.workspace_id, f.study_id, f.fingerprint, f.repeat_index) first
 where t.repeat_group is not null and first.workspace_id = t.workspace_id and first.study_id = t.study_id and first.fingerprint = t.fingerprint
   and t.repeat_group <> first.id;

update trial t set block = case when t.source <> 'import' then t.repeat_index end, seed = case when t.source <> 'import' then t.seed end
 where t.repeat_group is not null;

-- R10: two that were not cancelled never have the same place.
create unique index trial_block on trial (workspace_id, study_id, repeat_group, block) where block is not null and state <> 'cancelled';

alter table race_decision drop constraint race_decision_kind,
  add constraint race_decision_kind check (decision in ('entered', 'outranked', 'eliminated', 'beaten', 'withdrawn', 'won'));

-- ---- joining a group ---------------------------------------------------------------------------------------------------------

-- The trial with its group, its place there and the seed of that place.
create function place_in_group(t trial, p_study_seed bigint) returns trial language plpgsql as $$
begin
  t.repeat_group := coalesce((select m.repeat_group from trial m where m.workspace_id = t.workspace_id and m.study_id = t.study_id
                                 and m.fingerprint = t.fingerprint and m.repeat_group is not null order by m.repeat_index limit 1), t.id);
  if t.source = 'import' then return t; end if;
  t.block := (
    select min(free.block) from generate_series(0, (
             select count(*) from trial m where m.workspace_id = t.workspace_id and m.study_id = t.study_id and m.repeat_group = t.repeat_group)) free (block)
     where not exists (select 1 from trial m where m.workspace_id = t.workspace_id and m.study_id = t.study_id and m.repeat_group = t.repeat_group
                          and m.block = free.block and m.state <> 'cancelled'));
  t.seed := block_seed(p_study_seed, t.block);
  return t;
end $$;

-- Whoever mints a trial that stays what it is: a person, an import, a race.
create or replace function join_repeat_group() returns trigger language plpgsql as $$
declare
  study_seed bigint;
begin
  select s.seed into study_seed from study s where s.workspace_id = new.workspace_id and s.id = new.study_id and s.repeats is not null;
  if not found then return new; end if;
  -- A suggestion of these assignments that is being handed out joins first, and then is seen.
  perform 1 from trial u where u.workspace_id = new.workspace_id and u.study_id = new.study_id and u.fingerprint = new.fingerprint
     and u.source = 'engine' and u.attempt = 0 for update;
  return place_in_group(new, study_seed);
end $$;
create trigger trial_joins_group before insert on trial for each row when (new.source <> 'engine') execute function join_repeat_group();

-- From its first hand-out on a suggestion stays what it is.
create function join_group_when_handed_out() returns trigger language plpgsql as $$
declare
  study_seed bigint;
begin
  select s.seed into study_seed from study s where s.workspace_id = new.workspace_id and s.id = new.study_id and s.repeats is not null;
  if not found then return new; end if;
  return place_in_group(new, study_seed);
end $$;
create trigger trial_joins_group_when_handed_out before update of attempt on trial for each row
  when (new.source = 'engine' and old.attempt = 0 and new.attempt = 1 and new.repeat_group is null) execute function join_group_when_handed_out();

-- ---- what is to be repeated --------------------------------------------------------------------------------------------------

-- Under the rule "all": groups that lack trials, the oldest first: the number of their last one, how many they have, and the
-- blocks that are free. A group lacks nothing while nobody evaluates its assignments here, when one could not be evaluated,
-- and when they lie outside the space. Not frozen: suggestions, which are no groups yet but will have to be repeated.
-- p_from: groups none of whose trials has this number or a later one are known to lack nothing.
drop function incomplete_groups(study, int);
create function incomplete_groups(s study, p_from int)
returns table (group_id uuid, number int, members int, frozen boolean, free int[]) language sql stable as $$
  select g.group_id, g.number, g.members, g.frozen, g.free from (
    select f.id as group_id, m.last as number, m.members, true as frozen, f.number as began,
           array(select b from generate_series(0, (s.repeats ->> 'max')::int - 1) b where b <> all (m.blocks)) as free
      from (select distinct t.repeat_group as id from trial t
             where t.workspace_id = s.workspace_id and t.study_id = s.id and t.number >= p_from and t.repeat_group is not null) touched
      join trial f on f.workspace_id = s.workspace_id and f.id = touched.id
      cross join lateral (
        select count(*) filter (where t.block is not null and t.state <> 'cancelled')::int as members, max(t.number) as last,
               array_agg(t.block) filter (where t.block is not null and t.state <> 'cancelled') as blocks, bool_or(t.state = 'infeasible') as closed
          from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = touched.id) m
     where m.members between 1 and (s.repeats ->> 'max')::int - 1 and not m.closed and not f.outside_space
    union all
    select u.id, u.number, 1, false, u.number, '{}' from trial u
     where u.workspace_id = s.workspace_id and u.study_id = s.id and u.state = 'queued' and u.source = 'engine' and u.attempt = 0) g
   order by g.began
$$;

-- Groups whose first block has ended and that no race has judged yet, by its value; null: it has none that counts. p_from as above.
create or replace function unraced_groups(s study, p_from int) returns table (group_id uuid, number int, value float8) language sql stable as $$
  select t.repeat_group, t.number, v.value
    from trial t
    join trial f on f.workspace_id = t.workspace_id and f.id = t.repeat_group
    left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current and v.rankable and v.metric = s.objectives -> 0 ->> 'metric'
   where t.workspace_id = s.workspace_id and t.study_id = s.id and t.number >= p_from and t.block = 0 and t.state <> 'cancelled' and t.finished_at is not null
     and not f.outside_space
     and not exists (select 1 from race_decision d where d.workspace_id = t.workspace_id and d.study_id = t.study_id and d.group_id = t.repeat_group)
   order by t.number
$$;

-- As before; what was cancelled is no block, and whether a racer's assignments lie outside the space.
create or replace function last_race(s study) returns jsonb language plpgsql stable as $$
declare
  last_number int;
begin
  select max(d.race) into last_number from race_decision d
   where d.workspace_id = s.workspace_id and d.study_id = s.id and d.decision in ('entered', 'won');
  if last_number is null then return null; end if;
  return jsonb_build_object(
    'number', last_number,
    'racers', (
      select jsonb_agg(jsonb_build_object(
               'group', e.group_id,
               'outside', f.outside_space,
               'decision', (select d.decision from race_decision d where d.workspace_id = e.workspace_id and d.study_id = e.study_id
                               and d.group_id = e.group_id and d.race = e.race and d.decision in ('eliminated', 'beaten', 'withdrawn', 'won')),
               'blocks', (
                 select coalesce(jsonb_agg(jsonb_build_object('index', t.block, 'ended', t.finished_at is not null, 'value', v.value) order by t.block), '[]')
                   from trial t
                   left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current and v.rankable
                                                and v.metric = s.objectives -> 0 ->> 'metric'
                  where t.workspace_id = e.workspace_id and t.study_id = e.study_id and t.repeat_group = e.group_id
                    and t.block is not null and t.state <> 'cancelled')) order by e.seq)
        from race_decision e join trial f on f.workspace_id = e.workspace_id and f.id = e.group_id
       where e.workspace_id = s.workspace_id and e.study_id = s.id and e.race = last_number and e.decision = 'entered'));
end $$;

-- As before; from which number on there may be groups that lack something, and under which space.
create or replace function repeat_view(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'repeats', s.repeats, 'state', s.state, 'room', s.max_trials - s.budget_used, 'max_trials', s.max_trials, 'exhausted', s.exhausted is not null,
      'direction', s.objectives -> 0 ->> 'direction', 'space_revision', s.space_revision,
      'seen', (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = s.workspace_id and d.study_id = s.id),
      'queued', (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.source = 'repeat'
                    and (t.attempt = 0 or checkpoint_of(t) is null)),
      -- What is open may yet be cancelled, and leave its group lacking.
      'open_firsts', (select jsonb_build_object('count', count(*) filter (where t.block = 0 or t.repeat_group is null), 'from', coalesce(min(t.number), s.next_number))
                        from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running', 'paused')),
      'incomplete', case when s.repeats ->> 'rule' = 'all' then (select coalesce(json_agg(g), '[]') from incomplete_groups(s, p_from) g) else '[]' end,
      'unraced', case when s.repeats ->> 'rule' = 'race' then (select coalesce(json_agg(g), '[]') from unraced_groups(s, p_from) g) else '[]' end,
      'race', case when s.repeats ->> 'rule' = 'race' then last_race(s) end)
    into view from study s where s.workspace_id = p_workspace and s.id = p_study and s.repeats is not null;
  return view;
end $$;

-- As before; the index is the block that is made.
create or replace function mint_repeats(s study, p_repeats jsonb) returns int language plpgsql as $$
declare
  made int;
begin
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority)
  select s.workspace_id, w.id, s.id, s.next_number + row_number() over (order by w.ordinal) - 1, 'repeat', f.assignments, f.fingerprint,
         (select max(t.repeat_index) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.fingerprint = f.fingerprint)
           + row_number() over (partition by f.id order by w.ordinal),
         jsonb_build_object('sampler', f.origin ->> 'sampler', 'repeat_of', f.number), f.space_revision, 3
    from (select (item ->> 'id')::uuid as id, (item ->> 'group')::uuid as group_id, (item ->> 'index')::int as index, ordinal
            from jsonb_array_elements(p_repeats) with ordinality as asked (item, ordinal)) w
    join trial f on f.workspace_id = s.workspace_id and f.study_id = s.id and f.id = w.group_id and f.repeat_group = f.id and not f.outside_space
   where not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = w.group_id
                        and t.block = w.index and t.state <> 'cancelled')
   order by w.ordinal limit greatest(s.max_trials - s.budget_used, 0);
  get diagnostics made = row_count;
  update study set next_number = next_number + made, budget_used = budget_used + made where workspace_id = s.workspace_id and id = s.id;
  return made;
end $$;

-- As before; a race is over when each of its racers has been judged, also where all of them withdrew.
create or replace function repeats_open(s study) returns text language plpgsql stable as $$
begin
  if s.repeats is null or s.budget_used >= s.max_trials then return null; end if;
  if s.repeats ->> 'rule' = 'all' then
    return case when exists (select 1 from incomplete_groups(s, 0) g where g.frozen) then 'mint' end;
  end if;
  if exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running')) then return 'draining'; end if;
  return case when exists (select 1 from unraced_groups(s, 0))
                or exists (select 1 from race_decision e where e.workspace_id = s.workspace_id and e.study_id = s.id and e.decision = 'entered'
                              and not exists (select 1 from race_decision d where d.workspace_id = e.workspace_id and d.study_id = e.study_id and d.group_id = e.group_id
                                                 and d.race = e.race and d.decision in ('eliminated', 'beaten', 'withdrawn', 'won'))) then 'mint' end;
end $$;

-- ---- which assignments are best ----------------------------------------------------------------------------------------------

-- As before; blocks are told by their number, and who withdrew from a race comes after those that were beaten.
create or replace function ranked_groups(s study, p_metric text, p_maximize boolean)
returns table (group_id uuid, number int, mean float8, std_error float8, n int, ended int, standing text, place bigint) language sql stable as $$
  with decided as (
    select distinct on (d.group_id) d.group_id, d.decision, d.race from race_decision d
     where d.workspace_id = s.workspace_id and d.study_id = s.id order by d.group_id, d.seq desc
  ), champion as (
    -- The winner of the last race that has ended, unless the race that is on has it eliminated.
    select w.group_id from race_decision w join decided d on d.group_id = w.group_id and d.decision in ('entered', 'won')
     where w.workspace_id = s.workspace_id and w.study_id = s.id and w.decision = 'won' order by w.seq desc limit 1
  ), members as (
    select t.repeat_group as group_id, t.block, case when t.id = t.repeat_group then t.number end as number, t.state in ('completed', 'pruned', 'failed', 'infeasible') as has_ended, v.value,
           coalesce(nullif(max(abs(v.value)) over (partition by t.repeat_group), 0), 1) as scale
      from trial t
      left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.metric = p_metric and v.current and v.rankable
     where s.repeats is not null and t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group is not null
  ), common as (
    -- The blocks from the first on that all contenders of a race without a winner have.
    select min(e.blocks) as blocks from (
      select count(*) filter (where b.block = b.place) as blocks from decided d
        left join (select m.group_id, m.block, row_number() over (partition by m.group_id order by m.block) - 1 as place
                     from members m where m.has_ended and m.block is not null) b on b.group_id = d.group_id
       where d.decision = 'entered' group by d.group_id) e
  ), summed as (
    -- By the largest of the values, so that no sum overflows.
    select m.group_id, min(m.number) as number, m.scale, count(m.value)::int as n, count(*) filter (where m.has_ended)::int as ended,
           least(greatest(avg(m.value / m.scale), -1), 1) as mean, least(stddev_samp(m.value / m.scale) / sqrt(count(m.value)), 1) as error,
           least(greatest(avg(m.value / m.scale) filter (where m.block < common.blocks), -1), 1) as common_mean
      from members m cross join common group by m.group_id, m.scale
  ), judged as (
    select g.*, case when g.group_id = champion.group_id then 'winner' when d.decision = 'entered' then 'contender' else d.decision end as standing
      from summed g left join decided d on d.group_id = g.group_id left join champion on true
  )
  select j.group_id, j.number, j.mean * j.scale, case when j.n > 1 then j.error * j.scale end, j.n, j.ended, j.standing,
         row_number() over (order by j.n = 0,
           case when s.repeats ->> 'rule' = 'race' then
             array_position(array['winner', 'contender', 'open', 'beaten', 'withdrawn', 'eliminated', 'outranked'], coalesce(j.standing, 'open')) end,
           case when s.repeats ->> 'rule' = 'all' then -least(j.ended, (s.repeats ->> 'max')::int) end,
           case when p_maximize then -1 else 1 end * coalesce(case when j.standing = 'contender' then j.common_mean end, j.mean) * j.scale,
           j.number)
    from judged j
$$;

-- As before; the index is the block.
create or replace function repeat_of(t trial) returns jsonb language sql stable as $$
  select jsonb_build_object('group', t.repeat_group, 'index', t.block, 'max', (s.repeats ->> 'max')::int, 'seed', t.seed)
    from study s where t.repeat_group is not null and s.workspace_id = t.workspace_id and s.id = t.study_id and s.repeats is not null
$$;
