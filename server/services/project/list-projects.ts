import * as contract from "@/lib/contract/project";
import { queryService } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { projectSelect, toProject } from "./project-mapper";

export const listProjects = queryService(contract.listProjects, async ({ db }, { limit, cursor, name }) => {
  const scope = { list: "project", workspaceId: db.workspaceId };
  const before = decodeCursor(scope, cursor, IdPosition);
  const rows = await db.project.findMany({
    // Ids are time-ordered, so newest first is by id.
    where: {
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(name === undefined ? {} : { nameKey: nameKey(name) }),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
    select: projectSelect,
  });
  return toPage({ scope, limit, rows, position: (row) => row.id, map: toProject });
});
