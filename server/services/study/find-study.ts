import type { Study } from "@/lib/contract/study";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { studySelect, toStudies } from "./study-mapper";

type Db = Pick<WorkspaceDb, "study" | "trial" | "workspace" | "unresumedTrials">;

/** The study's row, or the 404 that absent and foreign share. */
export async function findStudyRow(db: Pick<WorkspaceDb, "study">, studyId: string) {
  const row = await db.study.findFirst({ where: { id: toUuid(studyId) }, select: studySelect });
  if (row === null) throw notFound();
  return row;
}

export async function findStudy(db: Db, studyId: string): Promise<Study> {
  const [study] = await toStudies(db, [await findStudyRow(db, studyId)]);
  if (study === undefined) throw notFound();
  return study;
}
