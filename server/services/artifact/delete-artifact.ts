import * as contract from "@/lib/contract/artifact";
import { projectOf } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { leaseRefusal } from "../trial/lease";

/** Its row goes at once, and its bytes are free; the file itself is deleted by the job that keeps the storage. */
export const deleteArtifact = service(contract.deleteArtifact, async (context, { artifact_id, attempt }) => {
  const projectId = projectOf(context.actor);
  const artifactId = toUuid(artifact_id);
  const outcome = await context.db.deleteArtifact({ projectId, artifactId, attempt: attempt ?? null });
  if (outcome.kind === "needed") {
    throw new AppError(
      "state_conflict",
      "Somebody may still have to go on from this checkpoint: its trial has no later one, another trial is to begin there, or one of its population may. Delete it when they have ended, or the study has.",
    );
  }
  if (outcome.kind !== "deleted") throw leaseRefusal(outcome);
  if (projectId !== null && attempt === undefined) throw withoutAttempt();
  await audit(context, {
    action: "artifact.deleted",
    targetId: artifactId,
    detail: { name: outcome.name, trial: outcome.trial_id },
  });
  return { id: artifact_id, deleted: true as const };
});

/** Thrown last, when it was the caller's to see; the transaction takes everything back. */
function withoutAttempt(): AppError {
  const detail = "Needed with a worker key: give the attempt under which you hold the trial.";
  return new AppError("invalid_input", detail, { errors: [{ pointer: "/attempt", code: "required", detail }] });
}
