import { SIBLINGS_MAX, TrialDetail, TrialState } from "@/lib/contract/trial";
import { StandingVerdict, type TrialLineage, type TrialRung, verdicts } from "@/lib/contract/trial-course";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { soldOnly } from "../study/study-mapper";
import { fromStored } from "./metric-value";
import { correctionsOf } from "./trial-corrections";
import { toStoredValues, toTrial, trialSelect } from "./trial-mapper";

const MEASUREMENTS_MAX = 10_000;
const CHECKPOINTS_MAX = 100;
const RUNGS_MAX = 1000;

const courseSelect = {
  ...trialSelect,
  attributes: true,
  verdict: true,
  verdictReason: true,
  leaseUntil: true,
  bracket: true,
  targetResource: true,
  retryOf: true,
  parentId: true,
  donorId: true,
  fromStep: true,
  rungResults: {
    orderBy: { rung: "asc" },
    take: RUNGS_MAX,
    select: {
      ...{ bracket: true, rung: true, step: true, decision: true, reason: true, decidedAt: true },
      rungRow: { select: { resource: true } },
    },
  },
  promotions: { take: RUNGS_MAX, select: { fromRung: true, target: true, fromStep: true, promotedAt: true } },
  checkpoints: {
    where: { finalisedAt: { not: null } },
    orderBy: [{ attempt: "desc" }, { step: "desc" }],
    take: CHECKPOINTS_MAX,
    select: { attempt: true, step: true, uri: true, sha256: true, createdAt: true },
  },
} satisfies Prisma.TrialSelect;
type CourseRow = Prisma.TrialGetPayload<{ select: typeof courseSelect }>;

/** A trial with all that became of it, or the 404 that absent, foreign and unsold share. */
export async function trialDetail(
  db: Pick<WorkspaceDb, "trial" | "attempt" | "measurement" | "observationValue" | "membership" | "apiKey">,
  id: string,
): Promise<TrialDetail> {
  const row = await db.trial.findFirst({ where: { id, ...soldOnly }, select: courseSelect });
  if (row === null) throw notFound();
  const attempts = await db.attempt.findMany({ where: { trialId: id }, orderBy: { number: "desc" }, take: 1000 });
  const measurements = await db.measurement.findMany({
    where: { trialId: id },
    orderBy: [{ attempt: "desc" }, { step: "desc" }, { metric: "asc" }],
    take: MEASUREMENTS_MAX,
  });
  return {
    ...toTrial(row),
    ...(row.repeatGroup === null ? NO_GROUP : await groupOf(db, row.studyId, row.repeatGroup)),
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
    attributes: TrialDetail.shape.attributes.parse(row.attributes),
    corrections: await correctionsOf(db, id),
    ...toCourse(row),
    lineage: await readLineage(db, row),
  };
}

function toCourse(row: CourseRow) {
  return {
    verdict: StandingVerdict.parse({ verdict: row.verdict, reason: row.verdictReason }),
    lease_until: row.leaseUntil?.toISOString() ?? null,
    bracket: row.bracket,
    target: row.targetResource,
    rungs: row.rungResults.map((result) => toRung(result, row.promotions)),
    checkpoints: row.checkpoints.map(({ attempt, step, uri, sha256, createdAt }) => ({
      ...{ attempt, step, uri, created_at: createdAt.toISOString() },
      sha256: sha256 === null ? null : Buffer.from(sha256).toString("hex"),
    })),
  };
}

function toRung(result: CourseRow["rungResults"][number], promotions: CourseRow["promotions"]): TrialRung {
  const promotion = promotions.find(({ fromRung }) => fromRung === result.rung);
  return {
    bracket: result.bracket,
    rung: result.rung,
    resource: result.rungRow.resource,
    step: result.step,
    decision: verdicts.find((verdict) => verdict === result.decision) ?? "continue",
    why: whyOf(result.reason),
    decided_at: result.decidedAt.toISOString(),
    promotion:
      promotion === undefined
        ? null
        : {
            target: promotion.target,
            from_step: promotion.fromStep,
            promoted_at: promotion.promotedAt.toISOString(),
          },
  };
}

function whyOf(reason: Prisma.JsonValue): string | null {
  return reason !== null && typeof reason === "object" && "why" in reason && typeof reason.why === "string"
    ? reason.why
    : null;
}

async function readLineage(db: Pick<WorkspaceDb, "trial">, row: CourseRow): Promise<TrialLineage> {
  const ids = [row.retryOf, row.parentId, row.donorId].filter((id) => id !== null);
  const found =
    ids.length === 0 ? [] : await db.trial.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });
  const numberOf = (id: string | null) => found.find((other) => other.id === id)?.number ?? null;
  return {
    retry_of: numberOf(row.retryOf),
    parent: numberOf(row.parentId),
    donor: numberOf(row.donorId),
    from_step: row.fromStep,
  };
}

type Group = Pick<TrialDetail, "siblings" | "group_ended_early">;
const NO_GROUP: Group = { siblings: [], group_ended_early: false };

/** The trials of the same assignments, and whether somebody ended their group. */
async function groupOf(db: Pick<WorkspaceDb, "trial">, studyId: string, repeatGroup: string): Promise<Group> {
  const of = (state: Prisma.StringFilter | string) =>
    db.trial.findMany({
      where: { studyId, repeatGroup, state },
      orderBy: [{ block: { sort: "asc", nulls: "last" } }, { number: "asc" }],
      take: SIBLINGS_MAX,
      select: { id: true, number: true, block: true, state: true, verdict: true, values: trialSelect.values },
    });
  const first = await db.trial.findFirst({ where: { id: repeatGroup, studyId }, select: { groupEnded: true } });
  // Of those that were cancelled there may be any number.
  const rows = [...(await of({ not: "cancelled" })), ...(await of("cancelled"))].slice(0, SIBLINGS_MAX);
  return {
    group_ended_early: first?.groupEnded ?? false,
    siblings: rows.map(({ id, number, block, state, verdict, values }) => ({
      id: toApiId("trl", id),
      number,
      index: block,
      state: TrialState.parse(state),
      stopping: state === "running" && verdict === "stop",
      values: toStoredValues(values),
    })),
  };
}
