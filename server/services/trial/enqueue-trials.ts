import { z } from "zod";
import * as contract from "@/lib/contract/enqueue";
import { Objective, OutcomeConstraint } from "@/lib/contract/study";
import type { ImportedTrial, OwnTrial } from "@/server/db/sql/study-functions";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service, type TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { refuseExternal } from "../study/external-study";
import { findSpace } from "../study/find-space";
import { refuseFuture, refuseMissingMetrics, toImportedTrial } from "./imported-trial";
import { toOwnTrial } from "./own-trial";
import { queueTrials } from "./queue-trials";
import { studyFull } from "./study-full";
import { toTrial, trialSelect } from "./trial-mapper";

/** Queues assignments and imports results, in one transaction: all of a request, or none. */
export const enqueueTrials = service(contract.enqueueTrials, async (context, { study_id, trials }) => {
  const { db } = context;
  await refuseExternal(db, toUuid(study_id));
  // The space does not change between the check and the queue.
  await db.studies.enter(toUuid(study_id));
  const space = await findSpace(db, study_id);
  const placed = trials.map((trial, index) => ({ trial, pointer: `/trials/${index}` }));
  const ended = placed.filter(({ trial }) => trial.state !== "queued");
  const studyId = toUuid(study_id);
  if (ended.length > 0) {
    refuseMissingMetrics(await metricsOf(context, studyId), ended);
    refuseFuture(await db.studies.now(), ended);
  }
  const queued: OwnTrial[] = [];
  const imported: ImportedTrial[] = [];
  const ids = placed.map(({ trial, pointer }) => {
    if (trial.state !== "queued") {
      const result = toImportedTrial({ space, trial, pointer });
      imported.push(result);
      return result.id;
    }
    const { assignments, metadata } = trial;
    const own = { space, assignments, metadata, origin: { sampler: "enqueue" }, pointer: `${pointer}/assignments` };
    const made = toOwnTrial(own);
    queued.push(made);
    return made.id;
  });
  if (queued.length > 0) await queueTrials(context, { studyId, trials: queued });
  if (imported.length > 0) {
    const outcome = await db.studies.importTrials(studyId, imported);
    if (outcome.kind === "not_found") throw notFound();
    if (outcome.kind === "full") throw studyFull(outcome.left);
    await audit(context, { action: "study.trials-imported", targetId: studyId, detail: { count: imported.length } });
    context.changed(studyId);
  }
  const rows = await db.trial.findMany({ where: { id: { in: ids } }, select: trialSelect });
  const byId = new Map(rows.map((row) => [row.id, toTrial(row)]));
  return { trials: ids.flatMap((id) => byId.get(id) ?? []) };
});

/** What a completed trial of the study must have. */
async function metricsOf({ db }: TransactionContext, id: string): Promise<readonly string[]> {
  const study = await db.study.findFirst({ where: { id }, select: { objectives: true, outcomeConstraints: true } });
  if (study === null) throw notFound();
  const told = [
    ...z.array(Objective).parse(study.objectives),
    ...z.array(OutcomeConstraint).parse(study.outcomeConstraints),
  ];
  return [...new Set(told.map(({ metric }) => metric))];
}
