import * as contract from "@/lib/contract/artifact";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { ContentMismatch } from "@/server/artifacts/artifact-store";
import { assertContent } from "@/server/artifacts/checked-content";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { publishStudyChange } from "@/server/live/study-changes";
import { leaseRefusal } from "../trial/lease";
import { type ArtifactRow, expectedContent, storedName } from "./artifact-mapper";
import { findArtifact, findArtifactRow } from "./find-artifact";
import { storageFailure } from "./storage-failure";
import { takeTransferSeat } from "./transfer-seats";

/** Reads back what is stored, and makes the artifact one that there is if it is what was announced. */
export const finalizeArtifact = hotService(contract.finalizeArtifact, async (context, { artifact_id }) => {
  const { actor, db } = context;
  const id = toUuid(artifact_id);
  const call = { projectId: projectOf(actor), artifactId: id };
  const held = await db.artifacts.hold(call);
  if (held.kind !== "artifact") throw leaseRefusal(held);
  const row = await findArtifactRow(context, id);
  if (row.state === "uploaded") await compare(context, row);
  const outcome = await db.artifacts.finalize(call);
  if (outcome.kind === "not_uploaded")
    throw new AppError("state_conflict", "Its bytes have not come. Upload them, then finalize it.");
  if (outcome.kind !== "artifact") throw leaseRefusal(outcome);
  publishStudyChange(actor.workspaceId, row.studyId);
  return { output: { artifact: await findArtifact(context, id) }, replayed: outcome.replayed };
});

/** No transaction is open meanwhile. Another upload at the same time puts the same bytes there, or none. */
async function compare({ actor, db }: Context, row: ArtifactRow): Promise<void> {
  const { store } = artifactStorage();
  const leaveSeat = takeTransferSeat("read", actor.workspaceId);
  try {
    const size = await store.size(storedName(row));
    if (size === undefined) throw new ContentMismatch("Nothing is stored of this artifact.");
    await assertContent(store.read(storedName(row)), expectedContent(row));
  } catch (error) {
    if (error instanceof ContentMismatch)
      await db.artifact.updateMany({ where: { id: row.id, state: "uploaded" }, data: { state: "pending" } });
    throw storageFailure(error);
  } finally {
    leaveSeat();
  }
}
