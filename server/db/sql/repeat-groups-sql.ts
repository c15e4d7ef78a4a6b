import type { Objective } from "@/lib/contract/study";
import { Prisma } from "@/server/generated/prisma/client";
import type { ReadRows } from "./trial-queries";

export interface GroupQuery {
  readonly studyId: string;
  readonly objective: Objective;
  readonly limit: number;
}

/** A row of ranked_groups, by its rank. */
export interface GroupRow {
  readonly group_id: string;
  readonly number: number;
  readonly mean: number | null;
  readonly std_error: number | null;
  readonly n: number;
  readonly ended: number;
  readonly standing: string | null;
  readonly total: number;
}

/** The groups of a study with repeats, the best first; none where it has no repeats. */
export function readGroups(
  read: ReadRows,
  workspaceId: string,
  { studyId, objective, limit }: GroupQuery,
): Promise<readonly GroupRow[]> {
  return read<GroupRow>(Prisma.sql`
    select g.group_id, g.number, g.mean, g.std_error, g.n, g.ended, g.standing, count(*) over ()::int as total
      from study s cross join lateral ranked_groups(s, ${objective.metric}, ${objective.direction === "maximize"}) g
     where s.workspace_id = ${workspaceId}::uuid and s.id = ${studyId}::uuid and s.repeats is not null
     order by g.place limit ${limit}`);
}

export interface LastRace {
  readonly number: number;
  readonly is_over: boolean;
}

/** The race that is on, or the last one; null before the first. */
export async function readLastRace(read: ReadRows, workspaceId: string, studyId: string): Promise<LastRace | null> {
  const [row] = await read<LastRace>(Prisma.sql`
    select d.race as number, bool_or(d.decision = 'won') as is_over from race_decision d
     where d.workspace_id = ${workspaceId}::uuid and d.study_id = ${studyId}::uuid and d.decision in ('entered', 'won')
     group by d.race order by d.race desc limit 1`);
  return row ?? null;
}
