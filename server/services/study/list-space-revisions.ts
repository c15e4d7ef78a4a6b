import { z } from "zod";
import * as contract from "@/lib/contract/space-revision";
import { toUuid } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { toActor } from "../workspace/activity-mapper";
import { namesOfApiKeys, namesOfPeople } from "../workspace/activity-names";
import { findStudyRow } from "./find-study";
import { soldOnly } from "./study-mapper";

export const listSpaceRevisions = queryService(contract.listSpaceRevisions, async ({ db }, { study_id }) => {
  await findStudyRow(db, study_id);
  const studyId = toUuid(study_id);
  const rows = await db.spaceRevision.findMany({
    where: { studyId },
    orderBy: { revision: "desc" },
    take: contract.REVISIONS_MAX,
    select: { revision: true, createdAt: true, actorKind: true, actorId: true, changes: true, changesTotal: true },
  });
  const counted = await db.trial.groupBy({
    by: ["spaceRevision"],
    where: { studyId, ...soldOnly },
    _count: { _all: true },
  });
  const trials = new Map(counted.map(({ spaceRevision, _count }) => [spaceRevision, _count._all]));
  const actors = (kind: string): string[] =>
    rows.flatMap(({ actorKind, actorId }) => (actorKind === kind && actorId !== null ? [actorId] : []));
  const names = {
    people: await namesOfPeople(db, actors("person")),
    apiKeys: await namesOfApiKeys(db, actors("api_key")),
  };
  return {
    data: rows.map(({ revision, createdAt, actorKind, actorId, changes, changesTotal }) => ({
      revision,
      created_at: createdAt.toISOString(),
      created_by: actorKind === null || actorId === null ? null : toActor({ actorKind, actorId }, names),
      changes: z.array(contract.SpaceChange).parse(changes),
      changes_total: changesTotal,
      trials: trials.get(revision) ?? 0,
    })),
  };
});
