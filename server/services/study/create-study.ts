import * as contract from "@/lib/contract/study";
import { toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { nameKey, nameTaken } from "../name-key";
import { findProject } from "../project/find-project";
import { findStudy } from "./find-study";
import { insertStudy } from "./insert-study";

export const createStudy = service(contract.createStudy, async (context, input) => {
  const { db } = context;
  const project = await findProject(db, input.project_id);
  const sameName = { where: { projectId: project.id, nameKey: nameKey(input.name) }, select: { id: true } };
  const existing = await db.study.findFirst(sameName);
  if (existing !== null) {
    if (input.if_exists === "fail") throw nameTaken("study", input.name);
    return findStudy(db, toApiId("std", existing.id));
  }
  const id = await insertStudy({ context, projectId: project.id, input });
  if (id === null) {
    // Made by another request since we looked.
    if (input.if_exists === "fail") throw nameTaken("study", input.name);
    const twin = await db.study.findFirstOrThrow(sameName);
    return findStudy(db, toApiId("std", twin.id));
  }
  await audit(context, { action: "study.created", targetId: id, detail: { name: input.name } });
  return findStudy(db, toApiId("std", id));
});
