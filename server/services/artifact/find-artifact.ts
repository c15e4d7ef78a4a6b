import type { Artifact } from "@/lib/contract/artifact";
import { projectOf } from "@/server/kernel/actor";
import { notFound } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { type ArtifactRow, artifactSelect, toArtifacts } from "./artifact-mapper";

/** The artifact's row, or the 404 that absent and foreign share; a worker key's are those of its project. */
export async function findArtifactRow({ db, actor }: Pick<Context, "db" | "actor">, id: string): Promise<ArtifactRow> {
  const row = await db.artifact.findFirst({ where: { id }, select: artifactSelect });
  if (row === null) throw notFound();
  const projectId = projectOf(actor);
  if (projectId === null) return row;
  const study = await db.study.findFirst({ where: { id: row.studyId, projectId }, select: { id: true } });
  if (study === null) throw notFound();
  return row;
}

export async function findArtifact(context: Pick<Context, "db" | "actor">, id: string): Promise<Artifact> {
  const [artifact] = await toArtifacts(context.db, [await findArtifactRow(context, id)]);
  if (artifact === undefined) throw notFound();
  return artifact;
}
