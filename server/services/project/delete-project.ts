import * as contract from "@/lib/contract/project";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findProject } from "./find-project";

export const deleteProject = service(contract.deleteProject, async (context, { project_id }) => {
  const { db } = context;
  const project = await findProject(db, project_id);
  if (project._count.studies > 0) {
    throw new AppError(
      "state_conflict",
      `The project holds ${project._count.studies} studies. Only an empty project can be deleted.`,
    );
  }
  await db.project.deleteMany({ where: { id: toUuid(project_id) } });
  await audit(context, { action: "project.deleted", targetId: project.id, detail: { name: project.name } });
  return { id: project_id, deleted: true as const };
});
