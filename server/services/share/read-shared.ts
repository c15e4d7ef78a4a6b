import type { SharePart } from "@/lib/contract/share";
import * as contract from "@/lib/contract/shared-study";
import { FinishReason, Objective, StudyState } from "@/lib/contract/study";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError, notFound } from "@/server/kernel/app-error";
import { queryService } from "@/server/kernel/service";
import { storedSpace } from "../study/check-space";
import { countTrials } from "../study/study-mapper";
import { sharedHistory } from "./shared-history";
import { toSharedParameter } from "./shared-parameter";
import { sharedTrials } from "./shared-trials";

/** Only what may be shown is read at all. */
const sharedSelect = {
  id: true,
  name: true,
  state: true,
  stateReason: true,
  objectives: true,
  maxTrials: true,
  tags: true,
  createdAt: true,
  spaceRevisions: { orderBy: { revision: "desc" }, take: 1, select: { searchSpace: true, constraints: true } },
} satisfies Prisma.StudySelect;

/** What a share link shows of its study: a document put together field by field, never a study with fields taken away (S8). */
export const readShared = queryService(contract.readShared, async ({ actor, db }) => {
  if (actor.kind !== "share_link") throw new AppError("forbidden", "Only a share link shows a shared study.");
  const study = await db.study.findFirst({ where: { id: actor.studyId }, select: sharedSelect });
  if (study === null) throw notFound();
  const shows = (part: SharePart) => actor.shows.has(part);
  const objectives = Objective.array().parse(study.objectives);
  const [counts, { history, asOf, lastActivityAt }, best] = await Promise.all([
    countTrials(db, [study.id]),
    sharedHistory(db, { studyId: study.id, objectives }),
    sharedTrials(db, {
      studyId: study.id,
      objectives,
      limit: shows("trials") ? contract.SHARED_TRIALS_MAX : 1,
      withAssignments: shows("parameters"),
    }),
  ]);
  const trialCounts = counts.get(study.id);
  if (trialCounts === undefined) throw notFound();
  const [revision] = study.spaceRevisions;
  const parameters = revision === undefined ? [] : storedSpace(revision).parameters;
  return {
    title: actor.title ?? study.name,
    state: StudyState.parse(study.state),
    state_reason: study.stateReason === null ? null : FinishReason.parse(study.stateReason),
    objectives,
    max_trials: study.maxTrials,
    trial_counts: trialCounts.all,
    imported_counts: trialCounts.imported,
    history,
    incumbent: best[0] ?? null,
    best_trials: shows("trials") ? best : null,
    parameters: shows("parameters") ? parameters.map(({ name }) => name) : null,
    search_space: shows("search_space") ? parameters.map(toSharedParameter) : null,
    tags: shows("tags") ? study.tags : null,
    created_at: study.createdAt.toISOString(),
    last_activity_at: lastActivityAt,
    as_of: asOf,
    expires_at: actor.expiresAt.toISOString(),
  };
});
