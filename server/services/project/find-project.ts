import type { WorkspaceDb } from "@/server/db/workspace-db";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { projectSelect } from "./project-mapper";

/** The project's row, or the 404 that absent and foreign share. */
export async function findProject(db: Pick<WorkspaceDb, "project">, projectId: string) {
  const row = await db.project.findFirst({ where: { id: toUuid(projectId) }, select: projectSelect });
  if (row === null) throw notFound();
  return row;
}
