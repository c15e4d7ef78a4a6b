import { listProjects, readProject } from "@/lib/contract/project";
import { exposeQuery } from "../expose";
import { router } from "../init";

export const projectRouter = router({ list: exposeQuery(listProjects), read: exposeQuery(readProject) });
