import { Prisma } from "@/server/generated/prisma/client";

export interface SummaryRequest {
  readonly projectId: string | null;
  /** Part of the name key. */
  readonly search: string;
  readonly states: readonly string[];
  readonly tag: string | null;
  readonly archived: boolean;
  readonly order: { readonly by: "id" | "name_key"; readonly descending: boolean };
  /** The last study of the page before. */
  readonly after: string | null;
  readonly limit: number;
  readonly curvePoints: number;
}

export interface SummaryRow {
  readonly id: string;
  readonly project_id: string;
  readonly project_name: string;
  readonly name: string;
  readonly state: string;
  readonly state_reason: string | null;
  readonly archived_at: Date | null;
  readonly objectives: unknown;
  readonly sampler: unknown;
  readonly tags: string[];
  readonly max_trials: number;
  readonly counts: Record<string, number> | null;
  readonly imported: Record<string, number> | null;
  readonly curve: { trial_number: number; value: number }[] | null;
  /** Where the study has repeats: its best group. */
  readonly best_mean: number | null;
  readonly best_std_error: number | null;
  readonly best_n: number | null;
  readonly created_by: string | null;
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly last_activity_at: Date | null;
  readonly created_at: Date;
}

/** Activity is read off this many of the newest trials: the newest trial may wait while the one before it still trains. */
const RECENT_TRIALS = 32;

/**
 * One page of studies with their counts, activity and best-so-far curves, in one statement. Per study it reads the index
 * by state, the last trials by number and the index "best first"; rows of trials and values are not visited.
 */
export function studySummaries(workspaceId: string, request: SummaryRequest): Prisma.Sql {
  const direction = request.order.descending ? Prisma.sql`desc` : Prisma.sql`asc`;
  return Prisma.sql`
    with page as materialized (
      select s.* from study s
      where s.workspace_id = ${workspaceId}::uuid
        ${request.projectId === null ? Prisma.empty : Prisma.sql`and s.project_id = ${request.projectId}::uuid`}
        and (s.archived_at is not null) = ${request.archived}
        ${request.states.length === 0 ? Prisma.empty : Prisma.sql`and s.state = any(${[...request.states]})`}
        ${request.tag === null ? Prisma.empty : Prisma.sql`and ${request.tag} = any(s.tags)`}
        ${request.search === "" ? Prisma.empty : Prisma.sql`and position(${request.search} in s.name_key) > 0`}
        ${afterCondition(workspaceId, request)}
      order by ${request.order.by === "name_key" ? Prisma.sql`s.name_key ${direction},` : Prisma.empty} s.id ${direction}
      limit ${request.limit}
    )
    select s.id, s.project_id, p.name as project_name, s.name, s.state, s.state_reason, s.archived_at, s.objectives,
           s.sampler, s.tags, s.max_trials, s.created_by, s.created_at, k.id as key_id, k.name as key_name,
           counted.counts, brought.imported, recent.last_activity_at, best.curve, top.mean as best_mean, top.std_error as best_std_error, top.n as best_n
    from page s
    join project p on p.workspace_id = s.workspace_id and p.id = s.project_id
    left join api_key k on k.workspace_id = s.workspace_id and k.id = s.created_by
    ${countsByState}
    ${importedByState}
    ${recentActivity}
    ${bestSoFar(request.curvePoints)}
    left join lateral (
      select g.mean, g.std_error, g.n from best_group(s, s.objectives->0->>'metric', s.objectives->0->>'direction' = 'maximize') g
      where s.repeats is not null
    ) top on true
    order by ${request.order.by === "name_key" ? Prisma.sql`s.name_key ${direction},` : Prisma.empty} s.id ${direction}`;
}

function afterCondition(workspaceId: string, { order, after }: SummaryRequest): Prisma.Sql {
  if (after === null) return Prisma.empty;
  const sign = order.descending ? Prisma.sql`<` : Prisma.sql`>`;
  return order.by === "id"
    ? Prisma.sql`and s.id ${sign} ${after}::uuid`
    : Prisma.sql`and (s.name_key, s.id) ${sign} (
        select last.name_key, last.id from study last where last.workspace_id = ${workspaceId}::uuid and last.id = ${after}::uuid)`;
}

/** Suggestions nobody was given are hidden (see soldOnly of the study mapper); they can only be queued or cancelled. */
const countsByState = Prisma.sql`
    left join lateral (
      select jsonb_object_agg(state, n) as counts from (
        select t.state, count(*) - case when t.state in ('queued', 'cancelled') then (
            select count(*) from trial u where u.workspace_id = s.workspace_id and u.study_id = s.id
              and u.state = t.state and u.attempt = 0 and u.source = 'engine') else 0 end as n
        from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id group by t.state) by_state
    ) counted on true`;

/** Has an index of its own, which most studies have nothing in. */
const importedByState = Prisma.sql`
    left join lateral (
      select jsonb_object_agg(state, n) as imported from (
        select t.state, count(*) as n from trial t
         where t.workspace_id = s.workspace_id and t.study_id = s.id and t.source = 'import' group by t.state) by_state
    ) brought on true`;

const recentActivity = Prisma.sql`
    left join lateral (
      select max(greatest(t.started_at, t.finished_at)) as last_activity_at from (
        select r.started_at, r.finished_at from trial r where r.workspace_id = s.workspace_id and r.study_id = s.id
        order by r.number desc limit ${RECENT_TRIALS}) t
    ) recent on true`;

/** Best value up to each of a few stretches of trial numbers. A running best only changes at a stretch's own best. */
const bestSoFar = (points: number) => Prisma.sql`
    left join lateral (
      select jsonb_agg(jsonb_build_object('trial_number', last_number, 'value', value) order by last_number) as curve from (
        select b.last_number, case when s.objectives->0->>'direction' = 'maximize'
          then max(b.highest) over stretches else min(b.lowest) over stretches end as value
        from (select max(v.trial_number) as last_number, max(v.value) as highest, min(v.value) as lowest
              from observation_value v
              where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = s.objectives->0->>'metric' and v.rankable
              group by v.trial_number::bigint * ${points}::int / greatest(s.next_number, ${points}::int)) b
        window stretches as (order by b.last_number)) course
    ) best on true`;
