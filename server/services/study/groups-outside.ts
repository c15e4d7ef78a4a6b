import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import type { Assignments, Space } from "@/lib/engine/space/space";
import type { TransactionDb, WorkspaceDb } from "@/server/db/workspace-db";
import { inSlices } from "@/server/kernel/in-slices";
import { spacesSince } from "./space-chain";

/** Groups of repeated assignments by their first trials: which a changed space leaves outside, and which it takes in again. */
export interface MovedGroups {
  readonly outside: readonly string[];
  readonly inside: readonly string[];
  /** How many of those outside were begun; the others are trials that wait. */
  readonly closed: number;
}

export async function sortGroups(
  db: Pick<WorkspaceDb, "repeatableGroups">,
  studyId: string,
  spaces: readonly Space[],
): Promise<MovedGroups> {
  const groups = await db.repeatableGroups(studyId);
  const [outside, inside]: [string[], string[]] = [[], []];
  let closed = 0;
  await inSlices(groups, ({ id, assignments, space_revision, outside_space: was, is_begun }) => {
    // Stored assignments passed the contract.
    const { fit } = adoptAssignments(spacesSince(spaces, space_revision), assignments as Assignments);
    const is = fit === "outside" || fit === "elsewhere";
    if (is !== was) (is ? outside : inside).push(id);
    if (is && !was && is_begun) closed += 1;
  });
  return { outside, inside, closed };
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
