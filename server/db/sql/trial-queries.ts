import type { TrialSort } from "@/lib/domain/trial-filter/parse-trial-sort";
import type { TrialFilter } from "@/lib/domain/trial-filter/trial-filter";
import { Prisma } from "@/server/generated/prisma/client";
import { metricJoins } from "./metric-joins";
import { trialFilterSql } from "./trial-filter-sql";
import { type SeriesQuery, type SeriesRow, trialSeriesSql } from "./trial-series-sql";
import { sortKey } from "./trial-sort-sql";
import { trialsOf } from "./trials-of";

/** Where a page goes on: the keys of the last trial it held. `amount` is text, which holds every double exactly. */
export interface TrialPosition {
  readonly rank: number;
  readonly amount: string;
  readonly label: string;
  readonly number: number;
}

/** Which trial, and the position behind it. */
export type TrialPlace = TrialPosition & { readonly id: string };

export interface TrialPageQuery {
  readonly studyId: string;
  readonly filter: TrialFilter | null;
  readonly sort: TrialSort;
  readonly after: TrialPosition | null;
  readonly limit: number;
}

export interface TrialMatchQuery {
  readonly studyId: string;
  readonly filter: TrialFilter | null;
  readonly sort: TrialSort;
  /** At most so many numbers are given; the count is of all. */
  readonly limit: number;
}

export interface TrialQueries {
  /** The trials of a page, in order. */
  page(query: TrialPageQuery): Promise<readonly TrialPlace[]>;
  match(query: TrialMatchQuery): Promise<{ readonly count: number; readonly numbers: readonly number[] }>;
  series(query: SeriesQuery): Promise<SeriesRow>;
}

/** Runs one statement in a transaction that has its workspace set. */
export type ReadRows = <Row>(statement: Prisma.Sql) => Promise<readonly Row[]>;

/** What plots and tables read beyond the scoped client: filters, sorts and columns over a study's trials. */
export function trialQueries(read: ReadRows, workspaceId: string): TrialQueries {
  return {
    page: (query) => read(pageSql(query, workspaceId)),
    async match(query) {
      const [row] = await read<{ count: number; numbers: number[] | null }>(matchSql(query, workspaceId));
      return { count: row?.count ?? 0, numbers: row?.numbers ?? [] };
    },
    async series(query) {
      const [row] = await read<SeriesRow>(trialSeriesSql(query, workspaceId));
      if (row === undefined) throw new Error("An aggregate always has a row");
      return row;
    },
  };
}

function pageSql({ studyId, filter, sort, after, limit }: TrialPageQuery, workspaceId: string): Prisma.Sql {
  const order = Prisma.raw(sort.descending ? "desc" : "asc");
  if (sort.field.kind === "number") {
    const metrics = metricJoins();
    const behind =
      after === null ? Prisma.empty : Prisma.sql`and t.number ${further(sort.descending)} ${after.number}::int`;
    const condition = Prisma.sql`${trialsOf(studyId, workspaceId)} ${filtered(filter, metrics)} ${behind}`;
    return Prisma.sql`select t.id::text as id, 0 as rank, '0' as amount, '' as label, t.number
      from trial t ${metrics.joins()} where ${condition} order by t.number ${order} limit ${limit}::int`;
  }
  const metrics = metricJoins();
  const { rank, amount, label } = sortKey(sort, metrics);
  const condition = Prisma.sql`${trialsOf(studyId, workspaceId)} ${filtered(filter, metrics)}`;
  return Prisma.sql`select id::text as id, rank, amount::text as amount, label, number from (
      select t.id, t.number, ${rank} as rank, ${amount} as amount, (${label}) collate "C" as label
        from trial t ${metrics.joins()} where ${condition}) as k
    ${after === null ? Prisma.empty : Prisma.sql`where ${behindKey(after, sort.descending)}`}
    order by k.rank, k.amount ${order}, k.label ${order}, k.number limit ${limit}::int`;
}

function behindKey({ rank, amount, label, number }: TrialPosition, descending: boolean): Prisma.Sql {
  const past = further(descending);
  return Prisma.sql`(rank > ${rank}::int or rank = ${rank}::int and (
    amount ${past} ${amount}::text::float8 or amount = ${amount}::text::float8 and (
      label ${past} ${label}::text or label = ${label}::text and number > ${number}::int)))`;
}

function matchSql({ studyId, filter, sort, limit }: TrialMatchQuery, workspaceId: string): Prisma.Sql {
  const order = Prisma.raw(sort.descending ? "desc" : "asc");
  const metrics = metricJoins();
  const byNumber = sort.field.kind === "number";
  const { rank, amount, label } = sortKey(sort, metrics);
  const keys = byNumber
    ? Prisma.empty
    : Prisma.sql`, ${rank} as rank, ${amount} as amount, (${label}) collate "C" as label`;
  const ordered = byNumber ? Prisma.sql`number ${order}` : Prisma.sql`rank, amount ${order}, label ${order}, number`;
  const condition = Prisma.sql`${trialsOf(studyId, workspaceId)} ${filtered(filter, metrics)}`;
  return Prisma.sql`with matching as materialized (
      select t.number ${keys} from trial t ${metrics.joins()} where ${condition})
    select (select count(*)::int from matching) as count,
      (select json_agg(number order by ${ordered}) from (select * from matching order by ${ordered} limit ${limit}::int) as shown) as numbers`;
}

function filtered(filter: TrialFilter | null, metrics: ReturnType<typeof metricJoins>): Prisma.Sql {
  return filter === null ? Prisma.empty : Prisma.sql`and ${trialFilterSql(filter, metrics)}`;
}

const further = (descending: boolean): Prisma.Sql => Prisma.raw(descending ? "<" : ">");
