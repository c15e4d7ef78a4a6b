import type { z } from "zod";
import * as contract from "@/lib/contract/space-revision";
import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import type { Assignments, Space } from "@/lib/engine/space/space";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { toUuid } from "@/server/kernel/ids";
import { inSlices } from "@/server/kernel/in-slices";
import { queryService } from "@/server/kernel/service";
import { toSpaceChanged } from "./change-space";
import { findStudyRow } from "./find-study";
import { planSpaceChange } from "./plan-space-change";
import { readSpaces, spacesSince } from "./space-chain";
import { soldOnly } from "./study-mapper";

export const previewSpace = queryService(contract.previewSpace, async ({ db }, input) => {
  const row = await findStudyRow(db, input.study_id);
  const plan = await planSpaceChange(db, row, input);
  const spaces = plan?.spaces ?? (await readSpaces(db, row.id));
  const unchanged = {
    revision: row.spaceRevision,
    changes: [],
    cancelled: { total: 0, trials: [] },
    closed_groups: 0,
    reopened: false,
  };
  return {
    ...(plan === null ? unchanged : toSpaceChanged(plan)),
    fits: await countFits(db, toUuid(input.study_id), spaces),
  };
});

type Fits = z.input<typeof contract.previewSpace.output>["fits"];

async function countFits(db: Pick<WorkspaceDb, "trial">, studyId: string, spaces: readonly Space[]): Promise<Fits> {
  const ended = await db.trial.findMany({
    where: { studyId, finishedAt: { not: null }, ...soldOnly },
    orderBy: { number: "desc" },
    take: contract.FITS_LOOKED_AT_MAX,
    select: { assignments: true, spaceRevision: true },
  });
  const fits = { looked_at: ended.length, same: 0, filled: 0, outside: 0, elsewhere: 0 };
  await inSlices(ended, ({ assignments, spaceRevision }) => {
    // Stored assignments passed the contract.
    fits[adoptAssignments(spacesSince(spaces, spaceRevision), assignments as Assignments).fit] += 1;
  });
  return fits;
}
