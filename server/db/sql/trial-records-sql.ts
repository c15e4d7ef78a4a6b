import { Prisma } from "@/server/generated/prisma/client";
import type { ValueKind } from "./hot-path";

export interface RecordsQuery {
  readonly studyId: string;
  readonly from: number;
  readonly numbers: readonly number[];
  /** Only trials above this number. */
  readonly after: number;
  readonly limit: number;
}

type Scalar = string | number | boolean | null;

export interface RecordRow {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly state_reason: string | null;
  readonly attempt: number;
  readonly worker_id: string | null;
  readonly assignments: Readonly<Record<string, Scalar>>;
  readonly distributions: Readonly<Record<string, unknown>> | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, { readonly value: number | null; readonly kind: ValueKind }>> | null;
  readonly measurements:
    | readonly (readonly [step: number, metric: string, value: number | null, kind: ValueKind])[]
    | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** How many trials there are from here on, up to one more than were asked for. */
  readonly ahead: number;
}

/** A page ends early rather than being larger than about this. */
const PAGE_BYTES_MAX = 8_388_608;
const BYTES_PER_MEASUREMENT = 64;

/** Whole trials by number, in one look: what they are, what they measured, how they ended. */
export function trialRecords(workspaceId: string, { studyId, from, numbers, after, limit }: RecordsQuery): Prisma.Sql {
  return Prisma.sql`
    with chosen as (
      select t.id, t.number, octet_length(t.attributes::text) + 2 * octet_length(t.assignments::text) + coalesce(octet_length(t.distributions::text), 0)
             + ${BYTES_PER_MEASUREMENT}::int * (select count(*) from measurement m where m.workspace_id = t.workspace_id and m.trial_id = t.id) as bytes
        from trial t
       where t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid and t.number > ${after}::int
         and (t.number >= ${from}::int or t.number = any (${numbers}::int[]))
       order by t.number limit ${limit}::int + 1
    ), page as (
      select id, number, sum(bytes) over (order by number) - bytes as before, row_number() over (order by number) as place,
             count(*) over () - row_number() over (order by number) + 1 as ahead
        from chosen
    )
    select t.id, t.number, t.state, t.state_reason, t.attempt, t.worker_id, t.assignments, t.distributions, t.attributes, p.ahead::int as ahead,
           to_char(t.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_at,
           to_char(t.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as finished_at,
           (select json_object_agg(v.metric, json_build_object('value', v.value, 'kind', v.value_kind)) from observation_value v
             where v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current) as values,
           (select json_agg(json_build_array(m.step, m.metric, m.value, m.value_kind) order by m.step, m.metric) from (
              select distinct on (metric, step) step, metric, value, value_kind from measurement m
               where m.workspace_id = t.workspace_id and m.trial_id = t.id order by metric, step, attempt desc) m) as measurements
      from page p join trial t on t.workspace_id = ${workspaceId}::uuid and t.id = p.id
     where p.place <= ${limit}::int and (p.before < ${PAGE_BYTES_MAX}::int or p.place = 1)
     order by t.number`;
}
