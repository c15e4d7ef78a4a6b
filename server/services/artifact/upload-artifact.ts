import * as contract from "@/lib/contract/artifact";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { leaseRefusal } from "../trial/lease";
import { type ArtifactRow, expectedContent, storedName } from "./artifact-mapper";
import { findArtifact, findArtifactRow } from "./find-artifact";
import { storageFailure } from "./storage-failure";
import { takeTransferSeat } from "./transfer-seats";

/**
 * Streams the bytes into the store. However often and by however many at once: each upload is whole and right by itself, or
 * leaves nothing. What holds is said by finalizing it.
 */
export const uploadArtifact = hotService(contract.uploadArtifact, async (context, { artifact_id }) => {
  const id = toUuid(artifact_id);
  const outcome = await context.db.artifacts.hold({ projectId: projectOf(context.actor), artifactId: id });
  if (outcome.kind !== "artifact") throw leaseRefusal(outcome);
  if (!outcome.replayed) await receive(context, await findArtifactRow(context, id));
  return { output: { artifact: await findArtifact(context, id) }, replayed: outcome.replayed };
});

async function receive({ actor, content, db }: Context, row: ArtifactRow): Promise<void> {
  const expected = expectedContent(row);
  if (content === undefined) throw new AppError("malformed_request", "Send the file's bytes as the body.");
  if (content.length !== undefined && content.length !== expected.size) {
    throw new AppError(
      "content_mismatch",
      `${content.length} bytes are to come, announced were ${expected.size}. Send the file that was announced, or announce this one.`,
    );
  }
  const { store, discard } = artifactStorage();
  const leaveSeat = takeTransferSeat("upload", actor.workspaceId);
  try {
    await store.put(storedName(row), content.stream, expected);
  } catch (error) {
    throw storageFailure(error);
  } finally {
    leaveSeat();
  }
  const { count } = await db.artifact.updateMany({
    where: { id: row.id, state: { not: "ready" } },
    data: { state: "uploaded" },
  });
  if (count > 0 || (await db.artifact.findFirst({ where: { id: row.id }, select: { id: true } })) !== null) return;
  // Deleted while the bytes came: nobody else knows of this file any more.
  await discard(storedName(row));
  throw leaseRefusal({ kind: "lease_lost" });
}
