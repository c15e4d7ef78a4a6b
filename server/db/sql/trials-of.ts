import { Prisma } from "@/server/generated/prisma/client";

/** A study's `trial t`; suggestions of the engine that nobody was given do not exist for anybody, whatever became of them. */
export function trialsOf(studyId: string, workspaceId: string): Prisma.Sql {
  return Prisma.sql`t.workspace_id = ${workspaceId}::uuid and t.study_id = ${studyId}::uuid and not (t.source = 'engine' and t.attempt = 0)`;
}
