import * as contract from "@/lib/contract/study";
import { queryService } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { decodeCursor, IdPosition, readBounded, toPage } from "../pagination";
import { findProject } from "../project/find-project";
import { type StudyRow, studySelect, toStudies } from "./study-mapper";

export const listStudies = queryService(
  contract.listStudies,
  async ({ db }, { project_id, limit, cursor, name, archived }) => {
    const project = await findProject(db, project_id);
    const scope = { list: `study:${project.id}`, workspaceId: db.workspaceId };
    const before = decodeCursor(scope, cursor, IdPosition);
    const bounded = await readBounded({
      limit,
      read: (after: StudyRow | undefined, take) => {
        const behind = after?.id ?? before;
        return db.study.findMany({
          where: {
            projectId: project.id,
            ...(archived ? {} : { archivedAt: null }),
            ...(behind === undefined ? {} : { id: { lt: behind } }),
            ...(name === undefined ? {} : { nameKey: nameKey(name) }),
          },
          orderBy: { id: "desc" },
          take,
          select: studySelect,
        });
      },
      lengthOf: ({ spaceRevisions, metadata }) => JSON.stringify([spaceRevisions, metadata]).length,
    });
    const studies = await toStudies(db, bounded.rows.slice(0, bounded.limit));
    const page = toPage({ scope, ...bounded, position: (row) => row.id, map: (row) => row });
    return { data: studies, next_cursor: page.next_cursor };
  },
);
