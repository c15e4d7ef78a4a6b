import * as contract from "@/lib/contract/project";
import { newId, toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { nameKey, nameTaken } from "../name-key";
import { findProject } from "./find-project";
import { projectSelect, toProject } from "./project-mapper";

export const createProject = service(contract.createProject, async (context, { name, description, if_exists }) => {
  const { db } = context;
  const id = newId();
  // A conflict must not be an exception: it would end the transaction.
  const { count } = await db.project.createMany({
    data: { workspaceId: db.workspaceId, id, name, nameKey: nameKey(name), description },
    skipDuplicates: true,
  });
  if (count === 1) {
    await audit(context, { action: "project.created", targetId: id, detail: { name } });
    return toProject(await findProject(db, toApiId("prj", id)));
  }
  if (if_exists === "fail") throw nameTaken("project", name);
  return toProject(await db.project.findFirstOrThrow({ where: { nameKey: nameKey(name) }, select: projectSelect }));
});
