import type { TrialDetail } from "@/lib/contract/trial";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { notFound } from "@/server/kernel/app-error";
import { soldOnly } from "../study/study-mapper";
import { fromStored } from "./metric-value";
import { correctionsOf } from "./trial-corrections";
import { toTrial, trialSelect } from "./trial-mapper";

const MEASUREMENTS_MAX = 10_000;

/** A trial with its attempts and latest measurements, or the 404 that absent, foreign and unsold share. */
export async function trialDetail(
  db: Pick<WorkspaceDb, "trial" | "attempt" | "measurement" | "observationValue" | "membership" | "apiKey">,
  id: string,
): Promise<TrialDetail> {
  const row = await db.trial.findFirst({ where: { id, ...soldOnly }, select: trialSelect });
  if (row === null) throw notFound();
  const attempts = await db.attempt.findMany({ where: { trialId: id }, orderBy: { number: "desc" }, take: 1000 });
  const measurements = await db.measurement.findMany({
    where: { trialId: id },
    orderBy: [{ attempt: "desc" }, { step: "desc" }, { metric: "asc" }],
    take: MEASUREMENTS_MAX,
  });
  return {
    ...toTrial(row),
    attempts: attempts.reverse().map((attempt) => ({
      number: attempt.number,
      worker_id: attempt.workerId,
      started_at: attempt.startedAt.toISOString(),
      ended_at: attempt.endedAt?.toISOString() ?? null,
      end_reason: attempt.endReason,
    })),
    measurements: measurements.reverse().map(({ attempt, step, metric, value, valueKind, measuredAt }) => ({
      attempt,
      step,
      metric,
      value: fromStored({ value, kind: valueKind }),
      measured_at: measuredAt.toISOString(),
    })),
    corrections: await correctionsOf(db, id),
  };
}
