import { createProject, deleteProject, listProjects, readProject, updateProject } from "@/lib/contract/project";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const projectRouter = router({
  list: exposeQuery(listProjects),
  read: exposeQuery(readProject),
  create: exposeMutation(createProject),
  update: exposeMutation(updateProject),
  delete: exposeMutation(deleteProject),
});
