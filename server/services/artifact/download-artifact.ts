import * as contract from "@/lib/contract/artifact";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { hotService } from "@/server/kernel/service";
import { type ArtifactRow, expectedContent, storedName } from "./artifact-mapper";
import { byteRange } from "./byte-range";
import { findArtifactRow } from "./find-artifact";
import { storageFailure } from "./storage-failure";
import { seated, takeTransferSeat } from "./transfer-seats";

export const downloadArtifact = hotService(contract.downloadArtifact, async (context, { artifact_id, range }) => {
  const row = await findArtifactRow(context, toUuid(artifact_id));
  if (row.state !== "ready") throw notFound();
  const leaveSeat = takeTransferSeat("read", context.actor.workspaceId);
  try {
    const { expected, store } = await findContent(row);
    const span = byteRange(range, expected.size);
    return {
      output: { name: row.name, ...expected, range: span },
      replayed: false,
      content: seated(store.read(storedName(row), span ?? undefined), leaveSeat),
    };
  } catch (error) {
    leaveSeat();
    throw error;
  }
});

/** What its row promises is there. */
async function findContent(row: ArtifactRow) {
  const { store } = artifactStorage();
  const expected = expectedContent(row);
  const size = await store.size(storedName(row)).catch((error: unknown) => {
    throw storageFailure(error);
  });
  if (size === expected.size) return { expected, store };
  const cause = new Error(`${store.place}/${storedName(row)} has ${size ?? "no"} bytes instead of ${expected.size}.`);
  throw new AppError("internal", "The file is not where it was stored. Tell whoever runs this installation.", {
    cause,
  });
}
