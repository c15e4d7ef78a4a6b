import type { Space } from "@/lib/engine/space/space";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { inSlices } from "@/server/kernel/in-slices";
import { storedSpace } from "./check-space";

/** Every space a study has had: that of revision n at n - 1. */
export async function readSpaces(db: Pick<WorkspaceDb, "spaceRevision">, studyId: string): Promise<readonly Space[]> {
  const rows = await db.spaceRevision.findMany({
    where: { studyId },
    orderBy: { revision: "asc" },
    select: { searchSpace: true, constraints: true },
  });
  const spaces: Space[] = [];
  await inSlices(rows, (row) => spaces.push(storedSpace(row)));
  return spaces;
}

/** The spaces from that of a revision to the last. */
export const spacesSince = (spaces: readonly Space[], revision: number): readonly Space[] => spaces.slice(revision - 1);
