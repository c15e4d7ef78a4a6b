import { SearchSpaceInput } from "@/lib/contract/search-space";
import { Objective } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-find";
import { projectOf } from "@/server/kernel/actor";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { studyPage, studySelect } from "./study-mapper";

const { id, projectId, name, objectives, spaceRevisions } = studySelect;

/** A worker key finds studies of its own project only; those of others are ones that do not exist. */
export const findStudyByName = queryService(contract.findStudy, async ({ actor, db }, wanted) => {
  const own = projectOf(actor);
  if (own === null && wanted.project === undefined) throw whichProject();
  const project = await db.project.findFirst({
    where: {
      ...(own === null ? {} : { id: own }),
      ...(wanted.project === undefined ? {} : { nameKey: nameKey(wanted.project) }),
    },
    select: { id: true },
  });
  if (project === null) throw notFound();
  const row = await db.study.findFirst({
    where: { projectId: project.id, nameKey: nameKey(wanted.name) },
    select: { id, projectId, name, objectives, spaceRevisions },
  });
  if (row === null) throw notFound();
  const { slug } = await db.workspace.findFirstOrThrow({ where: {}, select: { slug: true } });
  const address = { id: toApiId("std", row.id), project_id: toApiId("prj", row.projectId) };
  return {
    ...address,
    name: row.name,
    search_space: SearchSpaceInput.parse(row.spaceRevisions[0]?.searchSpace),
    objectives: Objective.array().parse(row.objectives),
    url: studyPage(slug, address),
  };
});

function whichProject(): AppError {
  const detail = "Which project? This key is of the whole workspace: give the project's name.";
  return new AppError("invalid_input", detail, { errors: [{ pointer: "/project", code: "required", detail }] });
}
