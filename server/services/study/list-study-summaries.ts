import { createHash } from "node:crypto";
import type { z } from "zod";
import { Objective } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-summary";
import { trialStates } from "@/lib/contract/trial";
import type { SummaryRequest, SummaryRow } from "@/server/db/sql/study-summaries";
import { toApiId } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { nameKey } from "../name-key";
import { decodeCursor, IdPosition, toPage } from "../pagination";
import { findProject } from "../project/find-project";

const ORDERS = {
  newest: { by: "id", descending: true },
  oldest: { by: "id", descending: false },
  name: { by: "name_key", descending: false },
  name_descending: { by: "name_key", descending: true },
} as const satisfies Record<contract.StudySort, SummaryRequest["order"]>;

export const listStudySummaries = queryService(contract.listStudySummaries, async ({ db }, input) => {
  const project = input.project_id === undefined ? null : await findProject(db, input.project_id);
  // Another filter or order is another list, so that a cursor never goes on in the middle of one it was not made for.
  const { limit, cursor, ...filter } = input;
  const question = createHash("sha256").update(JSON.stringify(filter)).digest("base64url").slice(0, 12);
  const scope = { list: `study-summaries:${question}`, workspaceId: db.workspaceId };
  const rows = await db.studySummaries({
    projectId: project?.id ?? null,
    search: nameKey(input.search),
    states: input.states,
    tag: input.tag ?? null,
    archived: input.archived,
    order: ORDERS[input.sort],
    after: decodeCursor(scope, cursor, IdPosition) ?? null,
    limit: limit + 1,
    curvePoints: contract.CURVE_POINTS_MAX,
  });
  // Names may be long, cursors may not: the id stands for the place of its study in any order.
  return toPage({ scope, limit, rows, position: ({ id }) => id, map: toStudySummary });
});

function toStudySummary(row: SummaryRow): z.input<typeof contract.StudySummary> {
  const objectives = Objective.array().min(1).parse(row.objectives);
  const [objective = { metric: "", direction: "minimize" as const }] = objectives; // parsed: never empty
  const curve = row.curve ?? [];
  return {
    id: toApiId("std", row.id),
    project_id: toApiId("prj", row.project_id),
    project_name: row.project_name,
    name: row.name,
    state: contract.StudySummary.shape.state.parse(row.state),
    state_reason: contract.StudySummary.shape.state_reason.parse(row.state_reason),
    archived_at: row.archived_at?.toISOString() ?? null,
    objective,
    objective_count: objectives.length,
    sampler: contract.StudySummary.shape.sampler.parse(row.sampler),
    tags: row.tags,
    limits: { max_trials: row.max_trials },
    trial_counts: contract.StudySummary.shape.trial_counts.parse({ ...noTrials, ...row.counts }),
    imported_counts: contract.StudySummary.shape.imported_counts.parse({ ...noTrials, ...row.imported }),
    best_value: row.best_mean ?? curve.at(-1)?.value ?? null,
    best_group: row.best_n === null ? null : { std_error: row.best_std_error, n: row.best_n },
    curve,
    owner: toOwner(row),
    last_activity_at: row.last_activity_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}

const noTrials = Object.fromEntries(trialStates.map((state) => [state, 0]));

function toOwner({ created_by, key_id, key_name }: SummaryRow): contract.StudyOwner | null {
  if (created_by === null) return null;
  if (key_id !== null) return { kind: "api_key", id: toApiId("key", key_id), name: key_name ?? "" };
  return { kind: "person", id: toApiId("per", created_by) };
}
