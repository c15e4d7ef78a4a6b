import * as contract from "@/lib/contract/project";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { isUniqueViolation, nameKey, nameTaken } from "../name-key";
import { findProject } from "./find-project";
import { toProject } from "./project-mapper";

export const updateProject = service(contract.updateProject, async (context, { project_id, name, description }) => {
  const { db } = context;
  const data = {
    ...(name === undefined ? {} : { name, nameKey: nameKey(name) }),
    ...(description === undefined ? {} : { description }),
    updatedAt: await db.studies.now(),
  };
  const { count } = await db.project.updateMany({ where: { id: toUuid(project_id) }, data }).catch((error: unknown) => {
    throw name !== undefined && isUniqueViolation(error) ? nameTaken("project", name) : error;
  });
  if (count === 0) throw notFound();
  await audit(context, { action: "project.updated", targetId: toUuid(project_id) });
  return toProject(await findProject(db, project_id));
});
