import type { MetricValue } from "@/lib/contract/primitives";
import { Prisma } from "@/server/generated/prisma/client";
import type { ReadRows } from "./trial-queries";
import { trialsOf } from "./trials-of";

interface RankedMetric {
  readonly metric: string;
  readonly direction: "minimize" | "maximize";
}

export interface RungsQuery extends RankedMetric {
  readonly studyId: string;
  readonly bracketsMax: number;
  readonly rungsMax: number;
  readonly trialsMax: number;
}

export interface RungsRow {
  readonly brackets_total: number;
  readonly rungs_total: number;
  readonly members: readonly { readonly bracket: number; readonly count: number }[] | null;
  readonly rungs:
    | readonly {
        readonly bracket: number;
        readonly rung: number;
        readonly resource: number;
        readonly reached: number;
        readonly on_the_way: number;
        readonly fates: readonly { fate: string; count: number; trials: number[] }[] | null;
      }[]
    | null;
}

export interface CurvesQuery extends RankedMetric {
  readonly studyId: string;
  /** What ranks trials, where it is not what is drawn. */
  readonly objective: RankedMetric;
  readonly best: number;
  readonly running: number;
  readonly curvesMax: number;
  readonly stepsMax: number;
  /** Of a trial's steps the newest so many are read. */
  readonly readMax: number;
}

export interface CurveRow {
  readonly number: number;
  readonly state: string;
  readonly role: "best" | "running" | "peer";
  readonly count: number;
  readonly steps: readonly number[] | null;
  readonly values: readonly MetricValue[] | null;
}

export interface LineageRow {
  readonly total: number;
  readonly number: number;
  readonly state: string;
  readonly parent: number | null;
  readonly donor: number | null;
  readonly from_step: number | null;
  readonly last_step: number | null;
  readonly value: MetricValue | null;
  readonly assignments: unknown;
}

export interface ScheduleViews {
  rungs(query: RungsQuery): Promise<RungsRow>;
  curves(query: CurvesQuery): Promise<readonly CurveRow[]>;
  /** Metrics that the newest trials measured. */
  measuredMetrics(studyId: string): Promise<readonly string[]>;
  lineage(query: {
    readonly studyId: string;
    readonly metric: string;
    readonly limit: number;
  }): Promise<readonly LineageRow[]>;
}

/** What pages draw of a study's schedule. */
export function scheduleViews(read: ReadRows, workspaceId: string): ScheduleViews {
  return {
    async rungs(query) {
      const [row] = await read<RungsRow>(rungsSql(query, workspaceId));
      if (row === undefined) throw new Error("An aggregate always has a row");
      return row;
    },
    curves: (query) => read<CurveRow>(curvesSql(query, workspaceId)),
    measuredMetrics: async (studyId) =>
      (await read<{ metric: string }>(metricsSql(studyId, workspaceId))).map(({ metric }) => metric),
    lineage: (query) => read<LineageRow>(lineageSql(query, workspaceId)),
  };
}

/**
 * A rule that judges at every step has a row for each trial and step, so only what is drawn is joined to its trials: of the
 * newest brackets at most so many rungs, evenly between the first and the last.
 */
function rungsSql(query: RungsQuery, workspaceId: string): Prisma.Sql {
  const { studyId, metric, direction, bracketsMax, rungsMax, trialsMax } = query;
  const own = Prisma.sql`workspace_id = ${workspaceId}::uuid and study_id = ${studyId}::uuid`;
  const order = Prisma.raw(direction === "minimize" ? "asc" : "desc");
  return Prisma.sql`with
    level as (select bracket, rung, resource, count(*) over (partition by bracket) as rungs,
        dense_rank() over (order by bracket desc) as age, row_number() over (partition by bracket order by rung) - 1 as place
      from rung where ${own}),
    shown as (select bracket, rung, resource from level where age <= ${bracketsMax}::int
      and (place % greatest(1, ceil((rungs - 1) / greatest(1, ${rungsMax}::int - 2)::float8)::int) = 0 or place = rungs - 1)),
    deepest as materialized (select trial_id, max(rung) as rung from rung_result where ${own} group by trial_id),
    fated as (
      select r.bracket, r.rung, t.number,
          case r.values -> ${metric}::text ->> 'kind' when 'finite' then (r.values -> ${metric}::text ->> 'value')::float8 end as value,
          case when d.rung > r.rung or p.trial_id is not null then 'moved_on'
               when t.state = 'completed' then 'completed'
               when t.state in ('failed', 'infeasible', 'cancelled') then 'failed'
               when r.decision = 'stop' then 'stopped'
               when t.state = 'pruned' then 'pruned'
               when t.state = 'paused' or r.decision = 'pause' and t.state = 'running' then 'waiting' else 'training' end as fate
        from shown join rung_result r using (bracket, rung) join deepest d on d.trial_id = r.trial_id
        join trial t on t.workspace_id = r.workspace_id and t.id = r.trial_id
        left join promotion p on p.workspace_id = r.workspace_id and p.study_id = r.study_id and p.bracket = r.bracket
          and p.from_rung = r.rung and p.trial_id = r.trial_id
       where r.workspace_id = ${workspaceId}::uuid and r.study_id = ${studyId}::uuid),
    fate as (select bracket, rung, fate, count(*)::int as count, json_agg(number order by place) filter (where place <= ${trialsMax}::int) as trials
      from (select *, row_number() over (partition by bracket, rung, fate order by value ${order} nulls last, number) as place from fated) as ranked
      group by bracket, rung, fate),
    rung_fates as (select bracket, rung, sum(count)::int as reached,
        json_agg(json_build_object('fate', fate, 'count', count, 'trials', trials)) as fates from fate group by bracket, rung),
    coming as (select t.bracket, coalesce(d.rung, -1) + 1 as rung, count(*)::int as count
      from trial t left join deepest d on d.trial_id = t.id
      where ${trialsOf(studyId, workspaceId)} and t.state = 'running' and t.verdict = 'continue' and t.bracket is not null group by 1, 2),
    members as (select t.bracket, count(*)::int as count from trial t
      where ${trialsOf(studyId, workspaceId)} and t.bracket is not null group by 1)
    select (select count(*)::int from members) as brackets_total, (select count(*)::int from level) as rungs_total,
      (select json_agg(json_build_object('bracket', bracket, 'count', count) order by bracket)
         from (select * from members order by bracket desc limit ${bracketsMax}::int) as newest) as members,
      (select json_agg(json_build_object('bracket', bracket, 'rung', rung, 'resource', resource, 'reached', coalesce(reached, 0),
           'on_the_way', coalesce(coming.count, 0), 'fates', fates) order by bracket, rung)
         from shown left join rung_fates using (bracket, rung) left join coming using (bracket, rung)) as rungs`;
}

/** The best by what the study goes by, the newest that run, and of the others as many as there is room for, evenly by number. */
function chosenSql(query: CurvesQuery, workspaceId: string): Prisma.Sql {
  const { studyId, objective, best, running, curvesMax } = query;
  const order = Prisma.raw(objective.direction === "minimize" ? "asc" : "desc");
  const own = trialsOf(studyId, workspaceId);
  return Prisma.sql`
    running as (select t.id, 'running' as role from trial t where ${own} and t.state = 'running' order by t.number desc limit ${running}::int),
    best as (select trial_id as id, 'best' as role from observation_value
      where workspace_id = ${workspaceId}::uuid and study_id = ${studyId}::uuid and metric = ${objective.metric}::text and rankable
      order by value ${order}, trial_number limit ${best}::int),
    other as (select t.id, row_number() over (order by t.number) as place, count(*) over () as total from trial t
      where ${own} and t.attempt > 0 and t.state <> 'running' and t.id not in (select id from best)),
    chosen as (select * from best union all select * from running union all
      (select id, 'peer' as role from other, (select ${curvesMax}::int - (select count(*) from best) - (select count(*) from running) as room) as left_over
        where room > 0 and (place - 1) % ceil(total / room::float8)::int = 0))`;
}

/** Each hand-out's stretch is one range of the primary key, read from its end, so the length of other curves costs nothing. */
function curvesSql(query: CurvesQuery, workspaceId: string): Prisma.Sql {
  const { metric, stepsMax, readMax } = query;
  return Prisma.sql`with ${chosenSql(query, workspaceId)}
    select t.number, t.state, c.role, coalesce(curve.count, 0) as count, curve.steps, curve.values
      from chosen c join trial t on t.workspace_id = ${workspaceId}::uuid and t.id = c.id
      cross join lateral (
        select max(count)::int as count, json_agg(step order by step) as steps,
            json_agg(case value_kind when 'finite' then to_json(value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end order by step) as values
          from (select *, row_number() over (order by step) as place, count(*) over () as count from (
              select distinct on (m.step) m.step, m.value, m.value_kind from attempt a cross join lateral (
                  select * from measurement m where m.workspace_id = ${workspaceId}::uuid and m.trial_id = t.id and m.attempt = a.number
                    and m.metric = ${metric}::text order by m.step desc limit ${readMax}::int) as m
               where a.workspace_id = ${workspaceId}::uuid and a.trial_id = t.id order by m.step, m.attempt desc) as said) as placed
         where (place - 1) % greatest(1, ceil(count / ${stepsMax}::float8))::int = 0 or place = count) as curve
     order by t.number`;
}

function metricsSql(studyId: string, workspaceId: string): Prisma.Sql {
  return Prisma.sql`select distinct m.metric from (
      select t.id, t.attempt from trial t where ${trialsOf(studyId, workspaceId)} and t.attempt > 0 order by t.number desc limit 20) as newest
    join measurement m on m.workspace_id = ${workspaceId}::uuid and m.trial_id = newest.id and m.attempt = newest.attempt
    order by m.metric limit 100`;
}

function lineageSql(
  { studyId, metric, limit }: { readonly studyId: string; readonly metric: string; readonly limit: number },
  workspaceId: string,
): Prisma.Sql {
  return Prisma.sql`select count(*) over ()::int as total, t.number, t.state, parent.number as parent, donor.number as donor, t.from_step,
      last.step as last_step, last.value, t.assignments
    from trial t
    left join trial parent on parent.workspace_id = t.workspace_id and parent.id = t.parent_id
    left join trial donor on donor.workspace_id = t.workspace_id and donor.id = t.donor_id
    left join lateral (select m.step, case m.value_kind when 'finite' then to_json(m.value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end as value
      from measurement m where m.workspace_id = t.workspace_id and m.trial_id = t.id and m.metric = ${metric}::text
      order by m.attempt desc, m.step desc limit 1) as last on true
    where ${trialsOf(studyId, workspaceId)} and (t.bracket is not null or t.source = 'lineage') order by t.number limit ${limit}::int`;
}
