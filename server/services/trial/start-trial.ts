import * as contract from "@/lib/contract/record";
import { isExternal } from "@/lib/domain/external-sampler";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { samplerIsOurs } from "../study/external-study";
import { refuseStopped } from "./create-records";
import { toLease } from "./lease";

/** Of many callers who want the same waiting trial one gets it (R6); the others hear what became of it. */
export const startTrial = service(contract.startTrial, async (context, { trial_id, worker_id, lease_seconds }) => {
  const { db, actor } = context;
  const id = toUuid(trial_id);
  const found = await db.trial.findFirst({ where: { id }, select: { studyId: true } });
  const study = found === null ? null : await db.externalTrials.holdStudy(found.studyId);
  if (study === null) throw notFound();
  const trial = await db.externalTrials.holdTrial(id);
  if (trial === null) throw notFound();
  if (!isExternal(trial.sampler)) throw samplerIsOurs(trial.sampler);
  if (trial.state !== "queued") {
    throw new AppError("state_conflict", `The trial is ${trial.state} already. Take another, or make one.`, {
      extra: { state: trial.state },
    });
  }
  refuseStopped(study);
  const [started] = await db.externalTrials.start({
    ids: [id],
    principalId: actor.id,
    workerId: worker_id ?? null,
    leaseSeconds: lease_seconds,
    keepsStart: false,
  });
  if (started === undefined) throw new Error("A waiting trial that is held can be started");
  context.changed(trial.study_id);
  const { number, attempt } = started;
  return { id: trial_id, number, state: "running" as const, attempt, lease: toLease(lease_seconds) };
});
