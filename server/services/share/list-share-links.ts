import * as contract from "@/lib/contract/share";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { findStudyRow } from "../study/find-study";
import { shareLinkSelect, toShareLink } from "./share-link-mapper";

export const listShareLinks = queryService(contract.listShareLinks, async ({ db }, { study_id, limit, cursor }) => {
  const study = await findStudyRow(db, study_id);
  const scope = { list: `share:${study.id}`, workspaceId: db.workspaceId };
  const before = decodeCursor(scope, cursor, IdPosition);
  const { now, rows } = await db.transaction(async (tx) => ({
    now: await tx.studies.now(),
    rows: await tx.shareLink.findMany({
      where: { studyId: study.id, ...(before === undefined ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: shareLinkSelect,
    }),
  }));
  return toPage({ scope, limit, rows, position: (row) => row.id, map: (row) => toShareLink(row, now) });
});
