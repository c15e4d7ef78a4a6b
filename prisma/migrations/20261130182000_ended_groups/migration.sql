-- Groups of repeats that a person ended, told by their first trial: no more trials are made of them. What they have stays, with its
-- place among the others; in a race they stay until it needs a trial of them that will not come.

-- AlterTable
ALTER TABLE "trial" ADD COLUMN     "group_ended" BOOLEAN NOT NULL DEFAULT false;

-- As before; a group that was ended lacks nothing.
create or replace function incomplete_groups(s study, p_from int)
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
     where m.members between 1 and (s.repeats ->> 'max')::int - 1 and not m.closed and not f.outside_space and not f.group_ended
    union all
    select u.id, u.number, 1, false, u.number, '{}' from trial u
     where u.workspace_id = s.workspace_id and u.study_id = s.id and u.state = 'queued' and u.source = 'engine' and u.attempt = 0) g
   order by g.began
$$;

-- As before; a group that was ended enters no race.
create or replace function unraced_groups(s study, p_from int) returns table (group_id uuid, number int, value float8) language sql stable as $$
  select t.repeat_group, t.number, v.value
    from trial t
    join trial f on f.workspace_id = t.workspace_id and f.id = t.repeat_group
    left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current and v.rankable and v.metric = s.objectives -> 0 ->> 'metric'
   where t.workspace_id = s.workspace_id and t.study_id = s.id and t.number >= p_from and t.block = 0 and t.state <> 'cancelled' and t.finished_at is not null
     and not f.outside_space and not f.group_ended
     and not exists (select 1 from race_decision d where d.workspace_id = t.workspace_id and d.study_id = t.study_id and d.group_id = t.repeat_group)
   order by t.number
$$;

-- As before; and whether a person ended a racer's group.
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
               'over', f.group_ended,
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

-- As before; of a group that was ended nothing is made, whoever planned it before.
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
    join trial f on f.workspace_id = s.workspace_id and f.study_id = s.id and f.id = w.group_id and f.repeat_group = f.id and not f.outside_space and not f.group_ended
   where not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = w.group_id
                        and t.block = w.index and t.state <> 'cancelled')
   order by w.ordinal limit greatest(s.max_trials - s.budget_used, 0);
  get diagnostics made = row_count;
  update study set next_number = next_number + made, budget_used = budget_used + made where workspace_id = s.workspace_id and id = s.id;
  return made;
end $$;
