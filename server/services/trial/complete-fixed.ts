import type { Assignments } from "@/lib/contract/search-space";
import { checkAssignments } from "@/lib/engine/space/contains";
import type { OwnTrial } from "@/server/db/sql/study-functions";
import { readEngineHead, suggestFixed } from "@/server/engine-host/suggest-fixed";
import { projectOf } from "@/server/kernel/actor";
import { notFound } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { storedSpace } from "../study/check-space";
import { refuseExternalSampler } from "../study/external-study";
import { refuseMisfits, toOwnTrial } from "./own-trial";

/** A trial to hand out only as the number and under the search space it was made for. */
export type FixedTrial = OwnTrial & { readonly number: number; readonly space_revision: number };

/** A trial around the caller's own values: the sampler fills what is missing; what does not fit is refused by name. */
export async function completeFixed(context: Context, studyId: string, fixed: Assignments): Promise<FixedTrial> {
  const projectId = projectOf(context.actor);
  const id = toUuid(studyId);
  const study = await context.db.study.findFirst({
    where: { id, ...(projectId === null ? {} : { projectId }) },
    select: { sampler: true },
  });
  if (study !== null) refuseExternalSampler(study);
  const address = { workspaceId: context.actor.workspaceId, studyId: id };
  const head = study === null ? null : await readEngineHead(address);
  if (head === null) throw notFound();
  const space = storedSpace({ searchSpace: head.search_space, constraints: head.constraints });
  refuseMisfits(checkAssignments(space, fixed, { partial: true }), "/fixed");
  const { number, assignments, origin } = await suggestFixed(head, fixed);
  const trial = toOwnTrial({ space, assignments, origin, pointer: "/fixed", metadata: {} });
  return { ...trial, number, space_revision: head.space_revision };
}
