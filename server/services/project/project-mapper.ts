import type { Project } from "@/lib/contract/project";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";

export const projectSelect = {
  id: true,
  name: true,
  description: true,
  createdAt: true,
  updatedAt: true,
  _count: { select: { studies: true } },
} satisfies Prisma.ProjectSelect;

type ProjectRow = Prisma.ProjectGetPayload<{ select: typeof projectSelect }>;

export function toProject(row: ProjectRow): Project {
  return {
    id: toApiId("prj", row.id),
    name: row.name,
    description: row.description,
    study_count: row._count.studies,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
