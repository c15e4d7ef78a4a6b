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
  /** Results that are read, of all rungs that are shown together: of each the newest trials'. */
  readonly resultsMax: number;
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
        readonly looked_at: number;
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
  readonly imported: boolean;
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

export interface BestAtRung {
  readonly trial_id: string;
  readonly resource: number;
  readonly value: number;
}

export interface ScheduleViews {
  /** Null where no rung has a finite, feasible result. */
  bestAtRung(query: RankedMetric & { readonly studyId: string }): Promise<BestAtRung | null>;
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
    bestAtRung: async (query) => (await read<BestAtRung>(bestAtRungSql(query, workspaceId)))[0] ?? null,
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
 * The best at the deepest rung that somebody came to. Whether outcome constraints hold is read from what the trial measured at
 * that step. Rungs are read from the deepest on, until one has a result.
 */
function bestAtRungSql(query: RankedMetric & { readonly studyId: string }, workspaceId: string): Prisma.Sql {
  const { studyId, metric, direction } = query;
  const order = Prisma.raw(direction === "minimize" ? "asc" : "desc");
  return Prisma.sql`
    select best.trial_id, g.resource, best.value
      from (select * from rung where workspace_id = ${workspaceId}::uuid and study_id = ${studyId}::uuid order by resource desc) g
      cross join lateral (
        select r.trial_id, t.number, (r.values -> ${metric}::text ->> 'value')::float8 as value
          from rung_result r
          join trial t on t.workspace_id = r.workspace_id and t.id = r.trial_id
          join study s on s.workspace_id = r.workspace_id and s.id = r.study_id
         where r.workspace_id = g.workspace_id and r.study_id = g.study_id and r.bracket = g.bracket and r.rung = g.rung
           and r.values -> ${metric}::text ->> 'kind' = 'finite' and t.state not in ('failed', 'infeasible', 'cancelled')
           and (s.outcome_constraints = '[]' or is_feasible(s.outcome_constraints, (
             select coalesce(jsonb_agg(jsonb_build_object('metric', m.metric, 'value', m.value, 'kind', m.value_kind)), '[]') from measurement m
              where m.workspace_id = r.workspace_id and m.trial_id = r.trial_id and m.attempt = r.attempt and m.step = r.step)))
         order by value ${order}, t.number limit 1) best
     order by g.resource desc, best.value ${order}, best.number limit 1`;
}

/**
 * A rule that judges at every step has a row for each trial and step, so only what is drawn is joined to its trials: of the
 * newest brackets at most so many rungs, evenly between the first and the last, and of each of them the newest trials. How
 * many came to a rung is counted on the index.
 */
function rungsSql(query: RungsQuery, workspaceId: string): Prisma.Sql {
  const { studyId, metric, direction, bracketsMax, rungsMax, trialsMax, resultsMax } = query;
  const own = Prisma.sql`workspace_id = ${workspaceId}::uuid and study_id = ${studyId}::uuid`;
  const order = Prisma.raw(direction === "minimize" ? "asc" : "desc");
  return Prisma.sql`with
    level as (select bracket, rung, resource, count(*) over (partition by bracket) as rungs,
        dense_rank() over (order by bracket desc) as age, row_number() over (partition by bracket order by rung) - 1 as place
      from rung where ${own}),
    shown as (select bracket, rung, resource from level where age <= ${bracketsMax}::int
      and (place % greatest(1, ceil((rungs - 1) / greatest(1, ${rungsMax}::int - 2)::float8)::int) = 0 or place = rungs - 1)),
    counted as (select bracket, rung, count(*)::int as reached from rung_result join shown using (bracket, rung) where ${own} group by 1, 2),
    fated as (
      select r.bracket, r.rung, t.number,
          case r.values -> ${metric}::text ->> 'kind' when 'finite' then (r.values -> ${metric}::text ->> 'value')::float8 end as value,
          case when p.trial_id is not null or exists (select 1 from rung_result d
                 where d.workspace_id = r.workspace_id and d.trial_id = r.trial_id and d.rung > r.rung) then 'moved_on'
               when t.state = 'completed' then 'completed'
               when t.state in ('failed', 'infeasible', 'cancelled') then 'failed'
               when r.decision = 'stop' then 'stopped'
               when t.state = 'pruned' then 'pruned'
               when t.state = 'paused' or r.decision = 'pause' and t.state = 'running' then 'waiting' else 'training' end as fate
        from shown cross join lateral (select * from rung_result f
              where f.workspace_id = ${workspaceId}::uuid and f.study_id = ${studyId}::uuid and f.bracket = shown.bracket and f.rung = shown.rung
              order by f.trial_id desc limit (select greatest(100, ${resultsMax}::int / greatest(1, count(*))) from shown)) r
        join trial t on t.workspace_id = r.workspace_id and t.id = r.trial_id
        left join promotion p on p.workspace_id = r.workspace_id and p.study_id = r.study_id and p.bracket = r.bracket
          and p.from_rung = r.rung and p.trial_id = r.trial_id),
    fate as (select bracket, rung, fate, count(*)::int as count, json_agg(number order by place) filter (where place <= ${trialsMax}::int) as trials
      from (select *, row_number() over (partition by bracket, rung, fate order by value ${order} nulls last, number) as place from fated) as ranked
      group by bracket, rung, fate),
    rung_fates as (select bracket, rung, sum(count)::int as looked_at,
        json_agg(json_build_object('fate', fate, 'count', count, 'trials', trials)) as fates from fate group by bracket, rung),
    coming as (select t.bracket, coalesce(d.rung, -1) + 1 as rung, count(*)::int as count
      from trial t cross join lateral (
          select max(f.rung) as rung from rung_result f where f.workspace_id = t.workspace_id and f.trial_id = t.id) d
      where ${trialsOf(studyId, workspaceId)} and t.state = 'running' and t.verdict = 'continue' and t.bracket is not null group by 1, 2),
    members as (select t.bracket, count(*)::int as count from trial t
      where ${trialsOf(studyId, workspaceId)} and t.bracket is not null group by 1)
    select (select count(*)::int from members) as brackets_total, (select count(*)::int from level) as rungs_total,
      (select json_agg(json_build_object('bracket', bracket, 'count', count) order by bracket)
         from (select * from members order by bracket desc limit ${bracketsMax}::int) as newest) as members,
      (select json_agg(json_build_object('bracket', bracket, 'rung', rung, 'resource', resource, 'reached', coalesce(reached, 0), 'looked_at', coalesce(looked_at, 0),
           'on_the_way', coalesce(coming.count, 0), 'fates', fates) order by bracket, rung)
         from shown left join counted using (bracket, rung) left join rung_fates using (bracket, rung) left join coming using (bracket, rung)) as rungs`;
}

/** Of so many times as many as are drawn the best with a curve are taken: imports may have none. */
const BEST_LOOKED_AT = 10;

/**
 * The best by what the study goes by, the newest that run, and others as there is room: of each of so many stretches of
 * numbers the first that has a curve or was handed out. Only what is drawn is read, however many trials there are.
 */
function chosenSql(query: CurvesQuery, workspaceId: string): Prisma.Sql {
  const { studyId, metric, objective, best, running, curvesMax } = query;
  const order = Prisma.raw(objective.direction === "minimize" ? "asc" : "desc");
  const own = trialsOf(studyId, workspaceId);
  const measured = (id: "t.id" | "top.id") =>
    Prisma.sql`exists (select 1 from measurement m where m.workspace_id = ${workspaceId}::uuid and m.trial_id = ${Prisma.raw(id)} and m.attempt = 0
      and m.metric = ${metric}::text)`;
  return Prisma.sql`
    running as (select t.id, 'running' as role from trial t where ${own} and t.state = 'running' order by t.number desc limit ${running}::int),
    top as (select trial_id as id, trial_number as number, row_number() over (order by value ${order}, trial_number) as place from (
        select trial_id, trial_number, value from observation_value
         where workspace_id = ${workspaceId}::uuid and study_id = ${studyId}::uuid and metric = ${objective.metric}::text and rankable
         order by value ${order}, trial_number limit ${best * BEST_LOOKED_AT}::int) as ranked),
    best as (select top.id, 'best' as role from top join trial t on t.workspace_id = ${workspaceId}::uuid and t.id = top.id
      where t.source <> 'import' or ${measured("top.id")} order by top.place limit ${best}::int),
    stretch as (select ceil(size.numbers / size.room::float8)::int as length, size.numbers from (
        select (select coalesce(max(t.number), -1) + 1 from trial t where t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid) as numbers,
               ${curvesMax}::int - (select count(*) from best) - (select count(*) from running) as room) as size
      where size.room > 0 and size.numbers > 0),
    other as (select found.id, 'peer' as role from stretch
      cross join lateral generate_series(0, stretch.numbers - 1, stretch.length) as first (number)
      cross join lateral (select t.id from trial t where ${own} and t.number >= first.number and t.number < first.number + stretch.length
          and t.state <> 'running' and t.id not in (select id from best) and (t.attempt > 0 or t.source = 'import' and ${measured("t.id")})
        order by t.number limit 1) as found),
    chosen as (select * from best union all select * from running union all select * from other)`;
}

/** Newest hand-outs of a trial that are read; one that was promoted at every rung has fewer. */
const HAND_OUTS_READ = 50;

/** Each hand-out's stretch is one range of the primary key, read from its end, so the length of other curves costs nothing. */
function curvesSql(query: CurvesQuery, workspaceId: string): Prisma.Sql {
  const { metric, stepsMax, readMax } = query;
  return Prisma.sql`with ${chosenSql(query, workspaceId)}
    select t.number, t.state, t.source = 'import' as imported, c.role, coalesce(curve.count, 0) as count, curve.steps, curve.values
      from chosen c join trial t on t.workspace_id = ${workspaceId}::uuid and t.id = c.id
      cross join lateral (
        select max(count)::int as count, json_agg(step order by step) as steps,
            json_agg(case value_kind when 'finite' then to_json(value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end order by step) as values
          from (select *, row_number() over (order by step) as place, count(*) over () as count from (
              select distinct on (m.step) m.step, m.value, m.value_kind from (
                  select 0 as number where t.source = 'import' union all
                  (select number from attempt where workspace_id = ${workspaceId}::uuid and trial_id = t.id order by number desc limit ${HAND_OUTS_READ}::int)) as a
                cross join lateral (
                  select * from measurement m where m.workspace_id = ${workspaceId}::uuid and m.trial_id = t.id and m.attempt = a.number
                    and m.metric = ${metric}::text order by m.step desc limit ${readMax}::int) as m
               order by m.step, m.attempt desc) as said) as placed
         where (place - 1) % greatest(1, ceil(count / ${stepsMax}::float8))::int = 0 or place = count) as curve
     order by t.number`;
}

function metricsSql(studyId: string, workspaceId: string): Prisma.Sql {
  return Prisma.sql`select distinct m.metric from (
      select t.id, t.attempt from trial t where ${trialsOf(studyId, workspaceId)} and (t.attempt > 0 or t.source = 'import') order by t.number desc limit 20) as newest
    join measurement m on m.workspace_id = ${workspaceId}::uuid and m.trial_id = newest.id and m.attempt = newest.attempt
    order by m.metric limit 100`;
}

function lineageSql(
  { studyId, metric, limit }: { readonly studyId: string; readonly metric: string; readonly limit: number },
  workspaceId: string,
): Prisma.Sql {
  const own = Prisma.sql`${trialsOf(studyId, workspaceId)} and (t.bracket is not null or t.source = 'lineage')`;
  // The members first, and what each measured last only of those.
  return Prisma.sql`with member as materialized (select t.* from trial t where ${own} order by t.number limit ${limit}::int)
    select (select count(*)::int from trial t where ${own}) as total, t.number, t.state, parent.number as parent, donor.number as donor, t.from_step,
      last.step as last_step, last.value, t.assignments
    from member t
    left join trial parent on parent.workspace_id = t.workspace_id and parent.id = t.parent_id
    left join trial donor on donor.workspace_id = t.workspace_id and donor.id = t.donor_id
    left join lateral (select m.step, case m.value_kind when 'finite' then to_json(m.value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"' else '"-Infinity"' end as value
      from attempt a cross join lateral (select * from measurement m where m.workspace_id = t.workspace_id and m.trial_id = t.id and m.attempt = a.number
          and m.metric = ${metric}::text order by m.step desc limit 1) as m
      where a.workspace_id = t.workspace_id and a.trial_id = t.id order by a.number desc limit 1) as last on true
    order by t.number`;
}
