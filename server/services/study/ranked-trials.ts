import type { Objective } from "@/lib/contract/study";
import type { WorkspaceDb } from "@/server/db/workspace-db";

interface Ranking {
  /** Uuid. */
  readonly studyId: string;
  readonly objective: Objective;
  readonly limit: number;
}

/**
 * The uuids of the best trials, best first: one read of the index "best first", which holds the finite, feasible and
 * completed; a tie goes to the earlier trial (R15).
 */
export async function rankedTrials(
  db: Pick<WorkspaceDb, "observationValue">,
  { studyId, objective, limit }: Ranking,
): Promise<readonly string[]> {
  const rows = await db.observationValue.findMany({
    where: { studyId, metric: objective.metric, rankable: true },
    orderBy: [{ value: objective.direction === "maximize" ? "desc" : "asc" }, { trialNumber: "asc" }],
    take: limit,
    select: { trialId: true },
  });
  return rows.map(({ trialId }) => trialId);
}
