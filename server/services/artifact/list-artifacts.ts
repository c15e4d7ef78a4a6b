import * as contract from "@/lib/contract/artifact";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { soldOnly } from "../study/study-mapper";
import { artifactSelect, toArtifacts } from "./artifact-mapper";

export const listArtifacts = queryService(contract.listArtifacts, async ({ db }, { trial_id, limit, cursor }) => {
  const id = toUuid(trial_id);
  if ((await db.trial.findFirst({ where: { id, ...soldOnly }, select: { id: true } })) === null) throw notFound();
  const scope = { list: `artifact:${id}`, workspaceId: db.workspaceId };
  const before = decodeCursor(scope, cursor, IdPosition);
  const rows = await db.artifact.findMany({
    where: { trialId: id, state: "ready", ...(before === undefined ? {} : { id: { lt: before } }) },
    select: artifactSelect,
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const { data, next_cursor } = toPage({ scope, limit, rows, position: (row) => row.id, map: (row) => row });
  return { data: await toArtifacts(db, data), next_cursor };
});
