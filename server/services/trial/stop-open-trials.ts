import type { TransactionDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { newId } from "@/server/kernel/ids";
import { soldOnly } from "../study/study-mapper";

interface Stop {
  readonly studyId: string;
  readonly these: Prisma.TrialWhereInput;
  /** Why, as trials and verdicts say it. */
  readonly rule: string;
}

/**
 * Stops those of these trials that have not ended, and gives their numbers; what was stopped before is none of them. The
 * transaction must hold the study, so that nothing is handed out meanwhile (R16). Those that run hear it with their next
 * reply; what waits is cancelled, and listeners are told.
 */
export async function stopOpenTrials(db: TransactionDb, { studyId, these, rule }: Stop): Promise<readonly number[]> {
  const open = { ...these, ...soldOnly, studyId };
  const running = await db.trial.findMany({
    where: { ...open, state: "running", verdict: { not: "stop" } },
    select: { number: true },
  });
  await db.trial.updateMany({
    where: { ...open, state: "running" },
    data: { verdict: "stop", verdictReason: { rule, by: "person" } },
  });
  // Only now: a trial that paused by a tell until a moment ago waits as well.
  const waiting = await db.trial.findMany({
    where: { ...open, state: { in: ["queued", "paused"] } },
    select: { id: true, number: true },
  });
  await db.trial.updateMany({
    where: { id: { in: waiting.map(({ id }) => id) } },
    data: { state: "cancelled", stateReason: rule, finishedAt: await db.studies.now() },
  });
  await db.outbox.createMany({
    data: waiting.map(({ id, number }) => ({
      workspaceId: db.workspaceId,
      id: newId(),
      topic: "trial.cancelled",
      subjectId: id,
      body: { study_id: studyId, number },
    })),
  });
  return [...running, ...waiting].map(({ number }) => number);
}
