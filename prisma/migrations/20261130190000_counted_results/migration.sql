-- What each ask counts and sums: without reading a row for each trial.

-- AlterTable
ALTER TABLE "schedule_log" ADD COLUMN     "results" INTEGER NOT NULL DEFAULT 0;

-- schedule_log.results: how many results of rungs this entry and those before it hold. Entries are appended one after the other,
-- so that the next one knows the count of the last, and nobody waits for it who did not wait for the entry.

-- Migrations run as the tables' owner, who sees no rows while policies are forced on it.
alter table schedule_log no force row level security;
update schedule_log l set results = counted.results
  from (select e.workspace_id, e.study_id, e.seq, sum(d.decided) over (partition by e.workspace_id, e.study_id order by e.seq) as results
          from schedule_log e cross join lateral (
            select count(*) as decided from json_array_elements(e.changes) c where c ->> 'kind' = 'decided') d) counted
 where l.workspace_id = counted.workspace_id and l.study_id = counted.study_id and l.seq = counted.seq and counted.results > 0;
alter table schedule_log force row level security;

create function count_rung_results() returns trigger language plpgsql as $$
begin
  new.results := coalesce((select l.results from schedule_log l where l.workspace_id = new.workspace_id and l.study_id = new.study_id and l.seq = new.seq - 1), 0)
               + (select count(*) from json_array_elements(new.changes) c where c ->> 'kind' = 'decided');
  return new;
end $$;
create trigger schedule_log_counts before insert on schedule_log for each row execute function count_rung_results();

-- As before, without counting the results of rungs.
create or replace function results_of(p_workspace uuid, p_study uuid) returns int language plpgsql stable as $$
begin
  return (
    select s.next_number
         - (select count(*) from trial t where t.workspace_id = p_workspace and t.study_id = p_study and t.state in ('queued', 'running', 'paused'))::int
         + (select count(distinct (o.trial_id, o.revision)) from observation_value o
             where o.workspace_id = p_workspace and o.study_id = p_study and o.revision > 1)::int
         + case when s.scheduler is null then 0 else
             coalesce((select l.results from schedule_log l where l.workspace_id = p_workspace and l.study_id = p_study order by l.seq desc limit 1), 0) end
      from study s where s.workspace_id = p_workspace and s.id = p_study);
end $$;

-- What max_cost is compared with. No count is kept of it: costs are summed as they are, whatever was told again, imported or
-- made anew, and no tell waits for another.
create index trial_cost on trial (workspace_id, study_id) include (cost) where cost is not null and source <> 'import';

-- As before, and the sum is one that the index answers.
create or replace function hand_out_stop(s study) returns text language plpgsql stable as $$
begin
  if s.state in ('stopped', 'finished') then return s.state_reason; end if;
  if s.exhausted = 'population_complete' then return s.exhausted; end if;
  if s.deadline <= clock_timestamp() then return 'deadline'; end if;
  if s.max_failures is not null and s.max_failures <= (
    select count(*) from (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id
                           and t.state = 'failed' and t.source <> 'import' limit s.max_failures) f) then
    return 'failures';
  end if;
  if s.objectives @? '$[*].target' and has_reached_target(s) then return 'target'; end if;
  if s.no_improvement_trials is not null and has_stagnated(s) then return 'stagnation'; end if;
  if s.max_cost is not null and s.max_cost <= (
    select coalesce(sum(t.cost), 0) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.cost is not null and t.source <> 'import') then
    return 'cost';
  end if;
  if s.max_resource is not null and s.max_resource <= trained_steps(s) then return 'resource'; end if;
  return null;
end $$;
