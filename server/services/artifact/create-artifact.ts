import * as contract from "@/lib/contract/artifact";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { newId, toApiId, toUuid } from "@/server/kernel/ids";
import { publicAddress } from "@/server/kernel/public-address";
import { hotService } from "@/server/kernel/service";
import { leaseRefusal } from "../trial/lease";
import { toArtifacts } from "./artifact-mapper";
import { findArtifactRow } from "./find-artifact";

/** Longer than any upload takes; what is announced counts against the quota until then. */
const EXPIRES_IN_S = 24 * 3600;

/** Takes the room for a file. The same announcement again finds what the first one made. */
export const createArtifact = hotService(contract.createArtifact, async (context, { trial_id, attempt, ...given }) => {
  const { actor, db } = context;
  const { fileBytesMax, quotaBytes } = artifactStorage();
  refuseLarge(given.size, fileBytesMax);
  const outcome = await db.artifacts.create({
    projectId: projectOf(actor),
    trialId: toUuid(trial_id),
    attempt,
    given: { ...given, id: newId(), created_kind: actor.kind, created_by: actor.id },
    quotaBytes,
    expiresInSeconds: EXPIRES_IN_S,
  });
  if (outcome.kind === "over_quota") throw overQuota(given.size, outcome.used, quotaBytes);
  if (outcome.kind !== "artifact") throw leaseRefusal(outcome);
  const row = await findArtifactRow(context, outcome.id);
  const [artifact] = await toArtifacts(db, [row]);
  if (artifact === undefined) throw new Error("An artifact that was found is mapped.");
  const upload = {
    method: "PUT" as const,
    url: `${publicAddress()}/api/v1/artifacts/${toApiId("art", row.id)}/content`,
    expires_at: row.expiresAt.toISOString(),
  };
  return { output: { artifact, upload: artifact.state === "ready" ? null : upload }, replayed: outcome.replayed };
});

function refuseLarge(size: number, fileBytesMax: number): void {
  if (size <= fileBytesMax) return;
  const detail = `A file may have at most ${fileBytesMax} bytes here. Keep larger ones elsewhere, and give their address as the checkpoint's uri.`;
  throw new AppError("invalid_input", detail, { errors: [{ pointer: "/size", code: "too_big", detail }] });
}

function overQuota(size: number, used: number, quota: number): AppError {
  return new AppError(
    "quota_exceeded",
    `The workspace's files take ${used} of ${quota} bytes; ${size} more do not fit. Delete files that nobody needs, or have the quota raised.`,
    { extra: { used, quota } },
  );
}
