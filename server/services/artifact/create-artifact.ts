import * as contract from "@/lib/contract/artifact";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import type { NoRoom } from "@/server/db/sql/artifact-functions";
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
  const { fileBytesMax, quotaBytes, quotaBytesMax } = artifactStorage();
  refuseLarge(given.size, fileBytesMax);
  const outcome = await db.artifacts.create({
    projectId: projectOf(actor),
    trialId: toUuid(trial_id),
    attempt,
    given: {
      ...given,
      id: newId(),
      created_kind: actor.kind,
      created_by: actor.id,
      files_max: contract.ARTIFACTS_MAX,
      quota_max: quotaBytesMax,
    },
    quotaBytes,
    expiresInSeconds: EXPIRES_IN_S,
  });
  if (outcome.kind === "over_quota" || outcome.kind === "too_many") throw noRoom(given.size, outcome);
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

function noRoom(size: number, outcome: NoRoom): AppError {
  if (outcome.kind === "too_many") {
    return new AppError(
      "state_conflict",
      `The trial has ${contract.ARTIFACTS_MAX} files, which is as many as one may have here. Delete those that nobody needs, such as older checkpoints.`,
    );
  }
  const { used, quota } = outcome;
  return new AppError(
    "quota_exceeded",
    `The workspace's files take ${used} of ${quota} bytes; ${size} more do not fit. Delete files that nobody needs, or have the quota raised.`,
    { extra: { used, quota } },
  );
}
