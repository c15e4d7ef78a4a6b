import type { Space } from "@/lib/engine/space/space";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { storedSpace } from "./check-space";
import { findStudyRow } from "./find-study";

/** The study's present search space. */
export async function findSpace(db: Pick<WorkspaceDb, "study">, studyId: string): Promise<Space> {
  const row = await findStudyRow(db, studyId);
  const [revision] = row.spaceRevisions;
  if (revision === undefined) throw new Error("A study has no search space");
  return storedSpace(revision);
}
