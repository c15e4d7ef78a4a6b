import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import type { Assignments, Space } from "@/lib/engine/space/space";
import type { TransactionDb, WorkspaceDb } from "@/server/db/workspace-db";
import { inSlices } from "@/server/kernel/in-slices";
import { spacesSince } from "./space-chain";

/** Groups of repeated assignments by their first trials: which a changed space leaves outside, and which it takes in again. */
export interface MovedGroups {
  readonly outside: readonly string[];
  readonly inside: readonly string[];
}

export async function sortGroups(
  db: Pick<WorkspaceDb, "repeatableGroups">,
  studyId: string,
  spaces: readonly Space[],
): Promise<MovedGroups> {
  const groups = await db.repeatableGroups(studyId);
  const [outside, inside]: [string[], string[]] = [[], []];
  await inSlices(groups, ({ id, assignments, space_revision, outside_space: was }) => {
    // Stored assignments passed the contract.
    const { fit } = adoptAssignments(spacesSince(spaces, space_revision), assignments as Assignments);
    const is = fit === "outside" || fit === "elsewhere";
    if (is !== was) (is ? outside : inside).push(id);
  });
  return { outside, inside };
}

/** Who is outside gets no more repeats, and leaves its race. */
export async function moveGroups(db: TransactionDb, studyId: string, { outside, inside }: MovedGroups): Promise<void> {
  for (const [ids, outsideSpace] of [
    [outside, true],
    [inside, false],
  ] as const) {
    if (ids.length > 0) await db.trial.updateMany({ where: { studyId, id: { in: [...ids] } }, data: { outsideSpace } });
  }
}
