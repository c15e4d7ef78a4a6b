-- The best group of a study, without ranking all of them: for whoever asks of a study with a target, and for lists that are polled.
-- And a failed trial counts as one of its group's, but says nothing of how good the others are: a group of which half or more
-- have no value comes after those that have.

-- One group by a metric, as ranked_groups says it.
create function group_figures(s study, p_group uuid, p_metric text) returns table (number int, mean float8, std_error float8, n int, ended int) language sql stable as $$
  with members as (
    select case when t.id = t.repeat_group then t.number end as number, t.state in ('completed', 'pruned', 'failed', 'infeasible') as has_ended, v.value,
           coalesce(nullif(max(abs(v.value)) over (), 0), 1) as scale
      from trial t
      left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.metric = p_metric and v.current and v.rankable
     where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = p_group
  )
  select min(m.number), least(greatest(avg(m.value / m.scale), -1), 1) * m.scale,
         case when count(m.value) > 1 then least(stddev_samp(m.value / m.scale) / sqrt(count(m.value)), 1) * m.scale end,
         count(m.value)::int, count(*) filter (where m.has_ended)::int
    from members m group by m.scale
$$;

-- The winner of the last race that has ended, unless the race that is on has it out.
create function champion_of(s study) returns uuid language plpgsql stable as $$
declare
  winner uuid;
begin
  -- One after the other, the last first, which it nearly always is.
  for winner in
    select w.group_id from race_decision w where w.workspace_id = s.workspace_id and w.study_id = s.id and w.decision = 'won' order by w.race desc, w.seq desc
  loop
    if (select (array_agg(d.decision order by d.seq desc))[1] from race_decision d
         where d.workspace_id = s.workspace_id and d.study_id = s.id and d.group_id = winner) in ('entered', 'won') then
      return winner;
    end if;
  end loop;
  return null;
end $$;

-- As before, and what mostly failed comes after what mostly has values.
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
           2 * j.n <= j.ended,
           case when s.repeats ->> 'rule' = 'all' then -least(j.ended, (s.repeats ->> 'max')::int) end,
           case when p_maximize then -1 else 1 end * coalesce(case when j.standing = 'contender' then j.common_mean end, j.mean) * j.scale,
           j.number)
    from judged j
$$;

-- The group at the first place of ranked_groups; none where no group has a value. Under "race" the winner, where there is one;
-- under "all" by search. By rank where that finds none.
create function best_group(s study, p_metric text, p_maximize boolean)
returns table (group_id uuid, number int, mean float8, std_error float8, n int, ended int, standing text) language plpgsql stable as $$
declare
  found_at uuid;
begin
  if s.repeats is null then return; end if;
  if s.repeats ->> 'rule' = 'race' then
    found_at := champion_of(s);
  else
    select w.group_id into found_at from best_whole_group(s, p_metric, p_maximize, null) w where w.is_sure;
  end if;
  if found_at is not null then
    return query select found_at, f.number, f.mean, f.std_error, f.n, f.ended, case when s.repeats ->> 'rule' = 'race' then 'winner' end
                   from group_figures(s, found_at, p_metric) f where f.n > 0;
    if found then return; end if;
  end if;
  return query select g.group_id, g.number, g.mean, g.std_error, g.n, g.ended, g.standing from ranked_groups(s, p_metric, p_maximize) g where g.place = 1 and g.n > 0;
end $$;

-- Under "all": of the groups that have all their trials, more than half of them with a value, the one with the best mean, if
-- that is as good as p_worst (null: however bad); null: there is none. By values, the best first: no mean is better than the
-- best of its values, so that the search is over at the first value that is worse than the best mean found. Not sure: it was
-- given up, as more groups have values as good as that than are worth looking at one by one.
create function best_whole_group(s study, p_metric text, p_maximize boolean, p_worst float8) returns table (group_id uuid, is_sure boolean) language plpgsql stable as $$
declare
  groups_max constant int := 500;
  sign constant int := case when p_maximize then -1 else 1 end;
  best_first refcursor;
  seen uuid[] := '{}';
  best_loss float8 := coalesce(sign * p_worst, 'Infinity');
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

-- As before, without ranking all groups.
create or replace function group_reached_target(s study) returns boolean language plpgsql stable as $$
declare
  objective constant jsonb := s.objectives -> 0;
  metric_name constant text := objective ->> 'metric';
  target constant float8 := (objective ->> 'target')::float8;
  is_maximized constant boolean := objective ->> 'direction' = 'maximize';
  best record;
begin
  if s.repeats ->> 'rule' = 'race' then
    return exists (select 1 from champion_of(s) champion cross join lateral group_figures(s, champion, metric_name) f
                    where f.n > 0 and case when is_maximized then f.mean >= target else f.mean <= target end);
  end if;
  select * into best from best_whole_group(s, metric_name, is_maximized, target);
  if best.is_sure then return best.group_id is not null; end if;
  return exists (
    select 1 from ranked_groups(s, metric_name, is_maximized) g
     where g.place = 1 and 2 * g.n > g.ended and g.ended >= (s.repeats ->> 'max')::int and case when is_maximized then g.mean >= target else g.mean <= target end);
end $$;
