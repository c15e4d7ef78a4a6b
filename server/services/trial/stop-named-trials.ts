import type { Prisma } from "@/server/generated/prisma/client";
import type { TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { stopOpenTrials } from "./stop-open-trials";

/** The reason of trials that a person stopped by name. */
export const STOPPED_BY_PERSON = "trial_stopped";

/** Stops what is open of the trials that a person named, and writes it down: one entry for all of them. */
export async function stopNamedTrials(
  context: TransactionContext,
  studyId: string,
  these: Prisma.TrialWhereInput,
): Promise<void> {
  await context.db.studies.lock(studyId);
  const numbers = await stopOpenTrials(context.db, { studyId, these, rule: STOPPED_BY_PERSON });
  if (numbers.length === 0) return;
  await audit(context, { action: "study.trials-stopped", targetId: studyId, detail: { numbers: [...numbers] } });
  context.changed(studyId);
}
