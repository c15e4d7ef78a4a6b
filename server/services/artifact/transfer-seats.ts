import { AppError } from "@/server/kernel/app-error";
import { processSingleton } from "@/server/kernel/process";

/** Uploads at once in this process, each with its connection and its file or its connection to the storage. */
const TRANSFERS_MAX = 64;
/** So that one workspace leaves room for others. */
const PER_WORKSPACE = 48;
const RETRY_AFTER_SECONDS = 3;

const seats = (): Map<string, number> => processSingleton("artifact-transfers", () => new Map<string, number>());

/** A place among the uploads of this process; who has it gives it back by calling what it gets. */
export function takeTransferSeat(workspaceId: string): () => void {
  const taken = seats().get(workspaceId) ?? 0;
  const all = [...seats().values()].reduce((sum, count) => sum + count, 0);
  if (taken >= PER_WORKSPACE || all >= TRANSFERS_MAX) {
    throw new AppError("rate_limited", `${all} files are being uploaded right now. Try again shortly.`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  seats().set(workspaceId, taken + 1);
  return () => {
    const now = (seats().get(workspaceId) ?? 1) - 1;
    if (now === 0) seats().delete(workspaceId);
    else seats().set(workspaceId, now);
  };
}
