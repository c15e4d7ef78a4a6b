import * as contract from "@/lib/contract/artifact";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { soldOnly } from "../study/study-mapper";
import { artifactSelect, toArtifacts } from "./artifact-mapper";

export const listArtifacts = queryService(contract.listArtifacts, async ({ db }, { trial_id }) => {
  const id = toUuid(trial_id);
  if ((await db.trial.findFirst({ where: { id, ...soldOnly }, select: { id: true } })) === null) throw notFound();
  const rows = await db.artifact.findMany({
    where: { trialId: id, state: "ready" },
    select: artifactSelect,
    orderBy: [{ finalizedAt: "desc" }, { id: "desc" }],
    take: contract.ARTIFACTS_MAX,
  });
  return { data: await toArtifacts(db, rows) };
});
