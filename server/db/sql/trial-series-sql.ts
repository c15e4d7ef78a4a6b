import type { MetricValue } from "@/lib/contract/primitives";
import type { Objective } from "@/lib/contract/study";
import { Prisma } from "@/server/generated/prisma/client";
import { metricJoins } from "./metric-joins";
import { trialsOf } from "./trials-of";

type Scalar = string | number | boolean | null;

export interface SeriesQuery {
  readonly studyId: string;
  readonly metrics: readonly string[];
  readonly objective: Objective | null;
  /** Numeric parameters give their number or null; the others a list of one, so that a null that was chosen is no gap. */
  readonly parameters: readonly { readonly name: string; readonly numeric: boolean }[];
  /** Only trials that have not ended, or ended, came or were corrected since. */
  readonly since: string | null;
  readonly trialsMax: number;
}

export interface SeriesRow {
  readonly as_of: string;
  readonly total: number;
  readonly every: number;
  readonly numbers: readonly number[];
  readonly states: readonly string[];
  readonly imported: readonly boolean[];
  readonly feasible: readonly (boolean | null)[];
  readonly stopping: readonly number[];
  readonly started: readonly (number | null)[];
  readonly finished: readonly (number | null)[];
  readonly values: readonly (readonly (MetricValue | null)[])[];
  readonly params: readonly (readonly (number | null | readonly Scalar[])[])[];
}

/** A transaction that was open when a page was read commits within this time or never. */
const OVERLAP_SECONDS = 15;

/**
 * A study's trials as columns, made whole by the database: one row, no object per trial. Of more trials than asked for,
 * every n-th is given, and with them all that improved on those before and all that have not ended.
 */
export function trialSeriesSql(query: SeriesQuery, workspaceId: string): Prisma.Sql {
  const metrics = metricJoins();
  const { alias } = metrics;
  const values = query.metrics.map((metric, index) => {
    const v = alias(metric);
    return Prisma.sql`case ${v}.value_kind when 'finite' then to_json(${v}.value) when 'nan' then '"NaN"' when 'inf' then '"Infinity"'
      when '-inf' then '"-Infinity"' end as ${Prisma.raw(`m${index}`)}`;
  });
  const params = query.parameters.map(({ name, numeric }, index) => {
    const value = Prisma.sql`(t.assignments -> ${name}::text)`;
    const cell = numeric
      ? Prisma.sql`case when jsonb_typeof(${value}) = 'number' then ${value} end`
      : Prisma.sql`case when jsonb_exists(t.assignments, ${name}::text) then jsonb_build_array(${value}) end`;
    return Prisma.sql`${cell} as ${Prisma.raw(`p${index}`)}`;
  });
  const own = Prisma.sql`t.number, t.state, t.source = 'import' as imported, t.feasible, (extract(epoch from t.started_at) * 1000)::bigint as started,
    (extract(epoch from t.finished_at) * 1000)::bigint as finished`;
  return Prisma.sql`with
    size as (select count(*)::int as total, greatest(1, ceil(count(*) / ${query.trialsMax}::float8))::int as every
      from trial t where ${trialsOf(query.studyId, workspaceId)}),
    ${improvementsSql(query, workspaceId)},
    chosen as (select ${Prisma.join([own, ...values, ...params])} from trial t cross join size ${metrics.joins()}
      where ${trialsOf(query.studyId, workspaceId)}
        and (size.every = 1 or t.number % size.every = 0 or t.finished_at is null or t.number in (select number from improvement))
        ${sinceSql(query, workspaceId)})
    select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as as_of, max(size.total) as total,
      max(size.every) as every, ${stoppingSql(query, workspaceId)} as stopping,
      ${columns(["number", "state", "imported", "feasible", "started", "finished"], query)}
    from size left join chosen on true`;
}

/** A trial that was imported may have ended long before it came. */
function sinceSql({ studyId, since }: SeriesQuery, workspaceId: string): Prisma.Sql {
  if (since === null) return Prisma.empty;
  const then = Prisma.sql`(${since}::text::timestamptz - make_interval(secs => ${OVERLAP_SECONDS}::int))`;
  return Prisma.sql`and (t.finished_at is null or t.finished_at >= ${then} or t.created_at >= ${then} or t.id in (
    select o.trial_id from observation_value o
     where o.workspace_id = ${workspaceId}::uuid and o.study_id = ${studyId}::uuid and o.revision > 1 and o.told_at >= ${then}))`;
}

/** A running trial that was told to stop still runs until its worker has heard it. */
function stoppingSql({ studyId }: SeriesQuery, workspaceId: string): Prisma.Sql {
  return Prisma.sql`(select coalesce(json_agg(t.number), '[]') from trial t
    where ${trialsOf(studyId, workspaceId)} and t.state = 'running' and t.verdict = 'stop')`;
}

/** The trials at which the best value improved; read only where trials are left out. */
function improvementsSql({ studyId, objective }: SeriesQuery, workspaceId: string): Prisma.Sql {
  if (objective === null) return Prisma.sql`improvement as (select 0 as number where false)`;
  const [better, best] = objective.direction === "minimize" ? ["<", "min"] : [">", "max"];
  return Prisma.sql`improvement as (select number from (
      select trial_number as number, value, ${Prisma.raw(best ?? "min")}(value) over (order by trial_number
          rows between unbounded preceding and 1 preceding) as best
        from observation_value cross join size where size.every > 1 and workspace_id = ${workspaceId}::uuid
          and study_id = ${studyId}::uuid and metric = ${objective.metric}::text and rankable) as run
      where best is null or value ${Prisma.raw(better ?? "<")} best)`;
}

/** `left join` gives a study without trials one row of nulls, which no column must show. */
function columns(own: readonly string[], { metrics, parameters }: SeriesQuery): Prisma.Sql {
  const names: Readonly<Record<string, string>> = { number: "numbers", state: "states" };
  const aggregate = (column: string) =>
    `coalesce(json_agg(chosen.${column} order by chosen.number) filter (where chosen.number is not null), '[]')`;
  const list = (prefix: string, count: number) =>
    `json_build_array(${Array.from({ length: count }, (_, index) => aggregate(`${prefix}${index}`)).join(", ")})`;
  return Prisma.raw(
    [
      ...own.map((column) => `${aggregate(column)} as ${names[column] ?? column}`),
      `${list("m", metrics.length)} as values`,
      `${list("p", parameters.length)} as params`,
    ].join(", "),
  );
}
