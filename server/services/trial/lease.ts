import type { CheckpointRefusal, LeaseRefusal } from "@/server/db/sql/hot-path";
import { AppError, notFound } from "@/server/kernel/app-error";

/** Durations, so that no clock but the database's decides. A third of the lease leaves room for two lost heartbeats. */
export function toLease(leaseSeconds: number) {
  return { expires_in_s: leaseSeconds, heartbeat_every_s: Math.max(10, Math.floor(leaseSeconds / 3)) };
}

type Refusal = CheckpointRefusal | LeaseRefusal;

/** Why a write under an attempt changed nothing. */
export function leaseRefusal(refusal: Refusal): AppError {
  switch (refusal.kind) {
    case "not_found":
    case "artifact_missing":
      return notFound();
    case "artifact_unfit":
      return new AppError(
        "state_conflict",
        refusal.is_ready
          ? "This artifact is a file and no checkpoint. Upload it as kind checkpoint; nothing of this request was stored."
          : "This artifact is not finalized. Finalize it, then name it; nothing of this request was stored.",
      );
    case "lease_lost":
      return new AppError(
        "lease_lost",
        "This attempt no longer holds the trial: its lease ran out, or the trial was handed out again. Drop it and ask for another.",
      );
    case "checkpoint_conflict":
      return new AppError(
        "state_conflict",
        `The checkpoint of step ${refusal.step} is stored already, at ${refusal.uri}. One that is stored is not changed; nothing of this request was stored.`,
        { extra: { step: refusal.step, stored: refusal.uri } },
      );
    case "ended":
      return new AppError("state_conflict", `The trial is ${refusal.state}: it takes nothing more. Ask for another.`, {
        extra: { state: refusal.state },
      });
  }
}
