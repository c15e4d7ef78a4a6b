import * as contract from "@/lib/contract/project";
import { queryService } from "@/server/kernel/service";
import { findProject } from "./find-project";
import { toProject } from "./project-mapper";

export const readProject = queryService(contract.readProject, async ({ db }, { project_id }) =>
  toProject(await findProject(db, project_id)),
);
