import * as contract from "@/lib/contract/study";
import { queryService } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { findProject } from "../project/find-project";
import { studySelect, toStudies } from "./study-mapper";

export const listStudies = queryService(
  contract.listStudies,
  async ({ db }, { project_id, limit, cursor, name, archived }) => {
    const project = await findProject(db, project_id);
    const scope = { list: `study:${project.id}`, workspaceId: db.workspaceId };
    const before = decodeCursor(scope, cursor, IdPosition);
    const rows = await db.study.findMany({
      where: {
        projectId: project.id,
        ...(archived ? {} : { archivedAt: null }),
        ...(before === undefined ? {} : { id: { lt: before } }),
        ...(name === undefined ? {} : { nameKey: nameKey(name) }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: studySelect,
    });
    const studies = await toStudies(db, rows.slice(0, limit));
    const page = toPage({ scope, limit, rows, position: (row) => row.id, map: (row) => row });
    return { data: studies, next_cursor: page.next_cursor };
  },
);
