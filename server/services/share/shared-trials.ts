import { Assignments } from "@/lib/contract/search-space";
import type { SharedTrial } from "@/lib/contract/shared-study";
import type { Objective } from "@/lib/contract/study";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { rankedTrials } from "../study/ranked-trials";
import { fromStored } from "../trial/metric-value";

interface SharedTrialsRequest {
  /** Uuid. */
  readonly studyId: string;
  /** The first decides which trials are best; the values of all are given. */
  readonly objectives: readonly Objective[];
  readonly limit: number;
  readonly withAssignments: boolean;
}

/** The best trials of a study, best first: number, objective values and, where they are shown, assignments. */
export async function sharedTrials(
  db: Pick<WorkspaceDb, "trial" | "observationValue" | "groups">,
  { studyId, objectives, limit, withAssignments }: SharedTrialsRequest,
): Promise<SharedTrial[]> {
  const [objective] = objectives;
  if (objective === undefined) return [];
  // Where the study has repeats, the best are groups, each shown by its first trial and its mean.
  const groups = (await db.groups({ studyId, objective, limit })).filter(({ n }) => n > 0);
  const means = new Map(groups.map(({ group_id, mean }) => [group_id, mean]));
  const ids = groups.length > 0 ? [...means.keys()] : await rankedTrials(db, { studyId, objective, limit });
  const rows = await db.trial.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      number: true,
      assignments: withAssignments,
      values: {
        where: { current: true, metric: { in: objectives.map(({ metric }) => metric) } },
        select: { metric: true, value: true, valueKind: true },
      },
    },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    return {
      number: row.number,
      values: objectives.flatMap(({ metric }) => {
        const mean = metric === objective.metric ? means.get(id) : undefined;
        if (typeof mean === "number") return { metric, value: mean };
        const stored = row.values.find((value) => value.metric === metric);
        return stored === undefined
          ? []
          : { metric, value: fromStored({ value: stored.value, kind: stored.valueKind }) };
      }),
      assignments: withAssignments ? Assignments.parse(row.assignments) : null,
    };
  });
}
