import { StoredMetadata } from "@/lib/contract/primitives";
import { Assignments } from "@/lib/contract/search-space";
import { Origin, type Trial, TrialState } from "@/lib/contract/trial";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";
import { fromStored } from "./metric-value";

export const trialSelect = {
  id: true,
  studyId: true,
  number: true,
  state: true,
  stateReason: true,
  assignments: true,
  feasible: true,
  cost: true,
  attempt: true,
  workerId: true,
  repeatGroup: true,
  block: true,
  seed: true,
  origin: true,
  spaceRevision: true,
  metadata: true,
  tags: true,
  note: true,
  version: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  values: { where: { current: true }, select: { metric: true, value: true, valueKind: true, stdError: true, n: true } },
} satisfies Prisma.TrialSelect;

export type TrialRow = Prisma.TrialGetPayload<{ select: typeof trialSelect }>;

export function toTrial(row: TrialRow): Trial {
  return {
    id: toApiId("trl", row.id),
    study_id: toApiId("std", row.studyId),
    number: row.number,
    state: TrialState.parse(row.state),
    state_reason: row.stateReason,
    assignments: Assignments.parse(row.assignments),
    values: toStoredValues(row.values),
    feasible: row.feasible,
    cost: row.cost,
    attempt: row.attempt,
    worker_id: row.workerId,
    repeat:
      row.repeatGroup === null
        ? null
        : {
            group: toApiId("trl", row.repeatGroup),
            index: row.block,
            seed: row.seed === null ? null : Number(row.seed),
          },
    origin: Origin.parse(row.origin),
    space_revision: row.spaceRevision,
    metadata: StoredMetadata.parse(row.metadata),
    tags: row.tags,
    note: row.note,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

export function toStoredValues(values: TrialRow["values"]): Trial["values"] {
  return Object.fromEntries(
    values.map(({ metric, value, valueKind, stdError, n }) => [
      metric,
      { value: fromStored({ value, kind: valueKind }), std_error: stdError, n },
    ]),
  );
}
