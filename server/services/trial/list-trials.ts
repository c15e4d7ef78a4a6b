import * as contract from "@/lib/contract/trial";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, toPage } from "../pagination";
import { findStudyRow } from "../study/find-study";
import { soldOnly } from "../study/study-mapper";
import { toTrial, trialSelect } from "./trial-mapper";

export const listTrials = queryService(
  contract.listTrials,
  async ({ db }, { study_id, limit, cursor, order, state }) => {
    const study = await findStudyRow(db, study_id);
    const scope = { list: `trial:${study.id}:${order}`, workspaceId: db.workspaceId };
    const after = decodeCursor(scope, cursor);
    const number =
      after === undefined ? {} : { number: order === "asc" ? { gt: Number(after) } : { lt: Number(after) } };
    const rows = await db.trial.findMany({
      where: {
        studyId: study.id,
        ...soldOnly,
        ...number,
        ...(state === undefined ? {} : { state: { in: state.split(",") } }),
      },
      orderBy: { number: order },
      take: limit + 1,
      select: trialSelect,
    });
    return toPage({ scope, limit, rows, position: (row) => String(row.number), map: toTrial });
  },
);
