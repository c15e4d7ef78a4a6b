import { Prisma } from "@/server/generated/prisma/client";

export interface UsageRow {
  /** One for each day, the oldest first; no key where none ended so. */
  readonly days: readonly { readonly day: string; readonly ended: Readonly<Record<string, number>> }[];
  readonly running: { readonly trials: number; readonly studies: number; readonly workers: number };
  readonly storage: { readonly bytes: number; readonly files: number; readonly quota: number | null };
  readonly studies: Readonly<Record<string, number>>;
}

/**
 * How much the workspace works, in one statement: trials by the day they ended, those that run, studies by state. Of trials
 * it reads indexes only (`trial_ended`, `trial_worker`). Suggestions nobody was given are no work and not in them.
 */
export function workspaceUsage(workspaceId: string, days: number): Prisma.Sql {
  return Prisma.sql`
    with today as (select (clock_timestamp() at time zone 'UTC')::date as day),
    ended as (
      select day, jsonb_object_agg(state, n) as states from (
        select (t.finished_at at time zone 'UTC')::date as day, t.state, count(*) as n
        from trial t
        where t.workspace_id = ${workspaceId}::uuid and not (t.source = 'engine' and t.attempt = 0) and t.source <> 'import'
          and t.finished_at >= ((select day from today) - ${days - 1}::int)::timestamp at time zone 'UTC'
        group by 1, 2) by_day
      group by day)
    select
      (select jsonb_agg(jsonb_build_object('day', d::date, 'ended', coalesce(e.states, '{}')) order by d)
        from today, generate_series(today.day - ${days - 1}::int, today.day, interval '1 day') d
        left join ended e on e.day = d::date) as days,
      (select jsonb_build_object('trials', count(*), 'studies', count(distinct r.study_id), 'workers', count(distinct r.worker_id))
        from trial r where r.workspace_id = ${workspaceId}::uuid and r.state = 'running') as running,
      (select jsonb_build_object('bytes', w.artifact_bytes, 'quota', w.artifact_quota_bytes, 'files', (
          select count(*) from artifact a where a.workspace_id = ${workspaceId}::uuid and a.state = 'ready'))
        from workspace w where w.id = ${workspaceId}::uuid) as storage,
      (select coalesce(jsonb_object_agg(state, n), '{}') from (
        select s.state, count(*) as n from study s
        where s.workspace_id = ${workspaceId}::uuid and s.archived_at is null group by 1) by_state) as studies`;
}
