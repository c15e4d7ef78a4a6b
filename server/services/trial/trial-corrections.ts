import type { Correction } from "@/lib/contract/trial";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { toActor } from "../workspace/activity-mapper";
import { namesOfApiKeys, namesOfPeople } from "../workspace/activity-names";
import { fromStored } from "./metric-value";

const CORRECTIONS_MAX = 100;
/** What more than a hundred corrections of a hundred metrics leave out is where the oldest one shown began. */
const ROWS_MAX = 10_200;

type Db = Pick<WorkspaceDb, "observationValue" | "membership" | "apiKey">;
type Row = Awaited<ReturnType<Db["observationValue"]["findMany"]>>[number];

/** How a trial's values were changed after they were told, the newest last. */
export async function correctionsOf(db: Db, trialId: string): Promise<Correction[]> {
  const newest = await db.observationValue.findFirst({
    where: { trialId, revision: { gt: 1 } },
    orderBy: { revision: "desc" },
    select: { revision: true },
  });
  if (newest === null) return [];
  const rows = await db.observationValue.findMany({
    where: { trialId },
    orderBy: [{ revision: "desc" }, { metric: "asc" }],
    take: ROWS_MAX,
  });
  rows.reverse();
  const actors = rows.flatMap(({ correctedBy }) => (correctedBy === null ? [] : [correctedBy]));
  const names = { people: await namesOfPeople(db, actors), apiKeys: await namesOfApiKeys(db, actors) };
  const before = new Map<string, Row>();
  const corrections = new Map<number, Correction>();
  for (const row of rows) {
    const was = before.get(row.metric);
    before.set(row.metric, row);
    if (row.revision === 1) continue;
    const correction = corrections.get(row.revision) ?? {
      revision: row.revision,
      at: row.toldAt.toISOString(),
      by: toActor({ actorKind: row.correctedByKind ?? "service", actorId: row.correctedBy ?? "" }, names),
      reason: row.reason ?? "",
      values: {},
    };
    correction.values[row.metric] = { from: was === undefined ? null : toValue(was), to: toValue(row) };
    corrections.set(row.revision, correction);
  }
  return [...corrections.values()].slice(-CORRECTIONS_MAX);
}

function toValue({ value, valueKind, stdError, n }: Row): Correction["values"][string]["to"] {
  return { value: fromStored({ value, kind: valueKind }), std_error: stdError, n };
}
