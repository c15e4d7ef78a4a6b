-- A group without a value has no mean: greatest() leaves nulls out, so that the guard against overflow made -1 of nothing. In a race a
-- contender that failed in all blocks that every contender has was so taken for one with a very good value there.

-- As before; null where there is no value.
create or replace function group_figures(s study, p_group uuid, p_metric text) returns table (number int, mean float8, std_error float8, n int, ended int) language sql stable as $$
  with members as (
    select case when t.id = t.repeat_group then t.number end as number, t.state in ('completed', 'pruned', 'failed', 'infeasible') as has_ended, v.value,
           coalesce(nullif(max(abs(v.value)) over (), 0), 1) as scale
      from trial t
      left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.metric = p_metric and v.current and v.rankable
     where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = p_group
  )
  select min(m.number), case when count(m.value) > 0 then least(greatest(avg(m.value / m.scale), -1), 1) end * m.scale,
         case when count(m.value) > 1 then least(stddev_samp(m.value / m.scale) / sqrt(count(m.value)), 1) * m.scale end,
         count(m.value)::int, count(*) filter (where m.has_ended)::int
    from members m group by m.scale
$$;

-- As before; null where there is no value.
create or replace function ranked_groups(s study, p_metric text, p_maximize boolean)
returns table (group_id uuid, number int, mean float8, std_error float8, n int, ended int, standing text, place bigint) language sql stable as $$
  with decided as (
    select distinct on (d.group_id) d.group_id, d.decision, d.race from race_decision d
     where d.workspace_id = s.workspace_id and d.study_id = s.id order by d.group_id, d.seq desc
  ), champion as (
    select champion_of(s) as group_id
  ), members as (
    select t.repeat_group as group_id, t.block, case when t.id = t.repeat_group then t.number end as number,
           t.state in ('completed', 'pruned', 'failed', 'infeasible') as has_ended, v.value,
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
           case when count(m.value) > 0 then least(greatest(avg(m.value / m.scale), -1), 1) end as mean, least(stddev_samp(m.value / m.scale) / sqrt(count(m.value)), 1) as error,
           case when count(m.value) filter (where m.block < common.blocks) > 0
                then least(greatest(avg(m.value / m.scale) filter (where m.block < common.blocks), -1), 1) end as common_mean
      from members m cross join common group by m.group_id, m.scale
  ), judged as (
    select g.*, case when g.group_id = champion.group_id then 'winner' when d.decision = 'entered' then 'contender' else d.decision end as standing
      from summed g left join decided d on d.group_id = g.group_id left join champion on true
  )
  select j.group_id, j.number, j.mean * j.scale, case when j.n > 1 then j.error * j.scale end, j.n, j.ended, j.standing,
         row_number() over (order by j.n = 0,
           case when s.repeats ->> 'rule' = 'race' then
             array_position(array['winner', 'contender', 'open', 'beaten', 'withdrawn', 'eliminated', 'outranked'], coalesce(j.standing, 'open')) end,
           2 * j.n <= j.ended,
           case when s.repeats ->> 'rule' = 'all' then -least(j.ended, (s.repeats ->> 'max')::int) end,
           case when p_maximize then -1 else 1 end * coalesce(case when j.standing = 'contender' then j.common_mean end, j.mean) * j.scale,
           j.number)
    from judged j
$$;
