import * as contract from "@/lib/contract/study-deletion";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service, type TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";

type Db = TransactionContext["db"];

/** What a million trials leave behind is not deleted in the seconds of another transaction. */
const TIMEOUT_MS = 10 * 60_000;
/** So few that one statement ends in its time, however much each of them measured, or however much hangs on each. */
const MEASURED_AT_ONCE = 200;
const TRIALS_AT_ONCE = 2_000;

/** What belongs to the study goes with its row; of its files their bytes are free at once, and the files are deleted by the job that keeps the storage. */
export const deleteStudy = service(
  contract.deleteStudy,
  async (context, { study_id }) => {
    const { db } = context;
    const id = toUuid(study_id);
    await findDeletable(db, id);
    await deleteMeasurements(db, id);
    await db.studies.lock(id);
    const study = await findDeletable(db, id);
    await deleteTrials(db, id, study.nextNumber);
    await db.study.deleteMany({ where: { id } });
    await audit(context, { action: "study.deleted", targetId: id, detail: { name: study.name } });
    context.changed(id);
    return { id: study_id, deleted: true as const };
  },
  { timeoutMs: TIMEOUT_MS },
);

/** Looked for twice: before the long work, and again once nobody else can change it. */
async function findDeletable(db: Db, id: string) {
  const study = await db.study.findFirst({ where: { id }, select: { name: true, nextNumber: true } });
  if (study === null) throw notFound();
  const learner = await db.warmStart.findFirst({
    where: { sourceStudyId: id },
    select: { study: { select: { name: true } } },
  });
  if (learner === null) return study;
  throw new AppError(
    "state_conflict",
    `“${learner.study.name}” learns from this study, and says so. Archive this one, or delete that one first.`,
  );
}

/** Most of what there is, before the study is held: nobody writes a measurement of a trial that has ended, so nobody waits. */
async function deleteMeasurements(db: Db, studyId: string): Promise<void> {
  for (let after = -1; ; ) {
    const ended = await db.trial.findMany({
      where: { studyId, number: { gt: after }, finishedAt: { not: null } },
      orderBy: { number: "asc" },
      take: MEASURED_AT_ONCE,
      select: { id: true, number: true },
    });
    const last = ended.at(-1);
    if (last === undefined) return;
    after = last.number;
    await db.measurement.deleteMany({ where: { trialId: { in: ended.map((trial) => trial.id) } } });
  }
}

async function deleteTrials(db: Db, studyId: string, nextNumber: number): Promise<void> {
  for (let from = 0; from < nextNumber; from += TRIALS_AT_ONCE)
    await db.trial.deleteMany({ where: { studyId, number: { gte: from, lt: from + TRIALS_AT_ONCE } } });
}
