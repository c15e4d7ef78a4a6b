import type { Objective } from "@/lib/contract/study";
import { Prisma } from "@/server/generated/prisma/client";
import type { ReadRows } from "./trial-queries";

export interface BestGroupQuery {
  readonly studyId: string;
  readonly objective: Objective;
}

export interface GroupQuery extends BestGroupQuery {
  readonly limit: number;
}

export interface GroupFigures {
  readonly group_id: string;
  readonly number: number;
  readonly mean: number | null;
  readonly std_error: number | null;
  readonly n: number;
  readonly ended: number;
  readonly standing: string | null;
}

/** A row of ranked_groups, by its rank. */
export interface GroupRow extends GroupFigures {
  readonly total: number;
  readonly group_ended: boolean;
}

/** The groups of a study with repeats, the best first; none where it has no repeats. */
export function readGroups(
  read: ReadRows,
  workspaceId: string,
  { studyId, objective, limit }: GroupQuery,
): Promise<readonly GroupRow[]> {
  return read<GroupRow>(Prisma.sql`
    select g.group_id, g.number, g.mean, g.std_error, g.n, g.ended, g.standing, count(*) over ()::int as total, f.group_ended
      from study s cross join lateral ranked_groups(s, ${objective.metric}, ${objective.direction === "maximize"}) g
      join trial f on f.workspace_id = s.workspace_id and f.id = g.group_id
     where s.workspace_id = ${workspaceId}::uuid and s.id = ${studyId}::uuid and s.repeats is not null
     order by g.place limit ${limit}`);
}

/** The first of them alone, without ranking the others; none where no group has a value. */
export async function readBestGroup(
  read: ReadRows,
  workspaceId: string,
  { studyId, objective }: BestGroupQuery,
): Promise<GroupFigures | null> {
  const [row] = await read<GroupFigures>(Prisma.sql`
    select g.* from study s cross join lateral best_group(s, ${objective.metric}, ${objective.direction === "maximize"}) g
     where s.workspace_id = ${workspaceId}::uuid and s.id = ${studyId}::uuid`);
  return row ?? null;
}

export interface GroupTrialQuery {
  readonly groups: readonly string[];
  readonly studyId: string;
  readonly metric: string;
  /** Of each group. */
  readonly limit: number;
}

export interface GroupTrialRow {
  readonly group_id: string;
  readonly number: number;
  readonly block: number | null;
  readonly state: string;
  readonly value: number | null;
  /** Null: it has none. */
  readonly value_kind: string | null;
}

/** Trials of groups: by block, then what was imported, then what was cancelled, of which there may be any number. */
export function readGroupTrials(
  read: ReadRows,
  workspaceId: string,
  { groups, studyId, metric, limit }: GroupTrialQuery,
): Promise<readonly GroupTrialRow[]> {
  return read<GroupTrialRow>(Prisma.sql`
    select t.repeat_group as group_id, t.number, t.block, t.state, v.value, v.value_kind
      from (select m.*, row_number() over (partition by m.repeat_group order by m.state = 'cancelled', m.block, m.number) as place
              from trial m
             where m.workspace_id = ${workspaceId}::uuid and m.study_id = ${studyId}::uuid and m.repeat_group = any (${[...groups]}::uuid[])) t
      left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.metric = ${metric} and v.current
     where t.place <= ${limit}
     order by t.repeat_group, t.place`);
}

/** A group that may get more trials, by its first one. */
export interface RepeatableGroup {
  readonly id: string;
  readonly assignments: unknown;
  readonly space_revision: number;
  /** It lay outside the search space so far, and got none. */
  readonly outside_space: boolean;
  /** Some trial of it was handed out: it is more than what waits or is suggested. */
  readonly is_begun: boolean;
}

/** Of a study with repeats: whatever may yet be repeated, or race, were it inside the search space. */
export function readRepeatableGroups(
  read: ReadRows,
  workspaceId: string,
  studyId: string,
): Promise<readonly RepeatableGroup[]> {
  return read<RepeatableGroup>(Prisma.sql`
    select f.id, f.assignments, f.space_revision, f.outside_space, m.is_begun
      from study s
      join trial f on f.workspace_id = s.workspace_id and f.study_id = s.id and f.repeat_group = f.id
      cross join lateral (
        select count(*) filter (where t.block is not null and t.state <> 'cancelled') as members,
               coalesce(bool_or(t.attempt > 0) filter (where t.block is not null and t.state <> 'cancelled'), false) as is_begun,
               bool_or(t.state in ('queued', 'running', 'paused')) as is_open, bool_or(t.state = 'infeasible') as is_closed
          from trial t where t.workspace_id = f.workspace_id and t.study_id = f.study_id and t.repeat_group = f.id) m
     where s.workspace_id = ${workspaceId}::uuid and s.id = ${studyId}::uuid and s.repeats is not null and m.members > 0
       and case when s.repeats ->> 'rule' = 'all' then not m.is_closed and not f.group_ended and (m.is_open or m.members < (s.repeats ->> 'max')::int)
                else not exists (select 1 from race_decision d where d.workspace_id = f.workspace_id and d.study_id = f.study_id and d.group_id = f.id
                                    and d.decision in ('outranked', 'eliminated', 'beaten', 'withdrawn')) end
     order by f.number`);
}

export interface LastRace {
  readonly number: number;
  readonly is_over: boolean;
}

/** The race that is on, or the last one; null before the first. It is over when none of its racers is left to be judged. */
export async function readLastRace(read: ReadRows, workspaceId: string, studyId: string): Promise<LastRace | null> {
  const [row] = await read<LastRace>(Prisma.sql`
    select e.race as number, not exists (
             select 1 from race_decision r where r.workspace_id = e.workspace_id and r.study_id = e.study_id and r.race = e.race and r.decision = 'entered'
                and not exists (select 1 from race_decision d where d.workspace_id = r.workspace_id and d.study_id = r.study_id and d.group_id = r.group_id
                                   and d.race = r.race and d.decision in ('eliminated', 'beaten', 'withdrawn', 'won'))) as is_over
      from race_decision e
     where e.workspace_id = ${workspaceId}::uuid and e.study_id = ${studyId}::uuid and e.decision in ('entered', 'won')
     order by e.race desc limit 1`);
  return row ?? null;
}
