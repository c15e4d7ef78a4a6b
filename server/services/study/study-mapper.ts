import { z } from "zod";
import { StoredMetadata } from "@/lib/contract/primitives";
import { Repeats } from "@/lib/contract/repeats";
import { SchedulerSetting } from "@/lib/contract/scheduler";
import { SearchSpaceInput } from "@/lib/contract/search-space";
import {
  FinishReason,
  Objective,
  OutcomeConstraint,
  SamplerSetting,
  type Study,
  StudyState,
} from "@/lib/contract/study";
import { type TrialState, trialStates } from "@/lib/contract/trial";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { isDegraded } from "@/server/engine-host/degraded";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";
import { publicAddress } from "@/server/kernel/public-address";

export const studySelect = {
  id: true,
  projectId: true,
  name: true,
  state: true,
  stateReason: true,
  archivedAt: true,
  objectives: true,
  outcomeConstraints: true,
  sampler: true,
  scheduler: true,
  repeats: true,
  seed: true,
  reproducible: true,
  spaceRevision: true,
  maxTrials: true,
  maxParallel: true,
  maxFailures: true,
  maxRetries: true,
  deadline: true,
  maxCost: true,
  maxResource: true,
  noImprovement: true,
  trialTimeoutS: true,
  budgetUsed: true,
  metadata: true,
  tags: true,
  version: true,
  createdAt: true,
  updatedAt: true,
  engineLease: { select: { crashes: true, crashVersion: true } },
  warmStarts: {
    orderBy: { position: "asc" },
    select: { sourceStudyId: true, resultCount: true, source: { select: { name: true, projectId: true } } },
  },
  spaceRevisions: { orderBy: { revision: "desc" }, take: 1, select: { searchSpace: true, constraints: true } },
} satisfies Prisma.StudySelect;

export type StudyRow = Prisma.StudyGetPayload<{ select: typeof studySelect }>;
type TrialCounts = Study["trial_counts"];

interface CountedTrials {
  readonly all: TrialCounts;
  readonly imported: TrialCounts;
}

/** What is counted of a study beside its row. */
interface StudyFigures extends CountedTrials {
  readonly unresumed: number;
}

/** Rows hold what the contract once let in; parsing it again proves its type. */
export function toStudy(row: StudyRow, { all, imported, unresumed }: StudyFigures, workspaceSlug: string): Study {
  const [space] = row.spaceRevisions;
  const id = toApiId("std", row.id);
  const projectId = toApiId("prj", row.projectId);
  return {
    id,
    project_id: projectId,
    name: row.name,
    state: StudyState.parse(row.state),
    state_reason: row.stateReason === null ? null : FinishReason.parse(row.stateReason),
    archived_at: row.archivedAt?.toISOString() ?? null,
    search_space: SearchSpaceInput.parse(space?.searchSpace),
    constraints: z.array(z.unknown()).parse(space?.constraints),
    space_revision: row.spaceRevision,
    objectives: z.array(Objective).parse(row.objectives),
    outcome_constraints: z.array(OutcomeConstraint).parse(row.outcomeConstraints),
    sampler: toSamplerSetting(row),
    scheduler: row.scheduler === null ? null : SchedulerSetting.parse(row.scheduler),
    repeats: row.repeats === null ? null : Repeats.parse(row.repeats),
    limits: {
      max_trials: row.maxTrials,
      max_parallel: row.maxParallel,
      max_failures: row.maxFailures,
      max_retries: row.maxRetries,
      deadline: row.deadline?.toISOString() ?? null,
      max_cost: row.maxCost,
      max_resource: row.maxResource,
      no_improvement_trials: row.noImprovement,
      trial_timeout_s: row.trialTimeoutS,
    },
    warm_start: row.warmStarts.map(({ sourceStudyId, resultCount, source }) => ({
      study_id: toApiId("std", sourceStudyId),
      project_id: toApiId("prj", source.projectId),
      name: source.name,
      results: resultCount,
    })),
    seed: Number(row.seed),
    reproducible: row.reproducible,
    metadata: StoredMetadata.parse(row.metadata),
    tags: row.tags,
    trial_counts: all,
    imported_counts: imported,
    budget_used: row.budgetUsed,
    resume_waiting: unresumed,
    sampler_degraded:
      row.engineLease !== null && isDegraded({ count: row.engineLease.crashes, version: row.engineLease.crashVersion }),
    version: row.version,
    url: studyPage(workspaceSlug, { id, project_id: projectId }),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** Where it is watched. */
export const studyPage = (workspaceSlug: string, { id, project_id }: Pick<Study, "id" | "project_id">): string =>
  `${publicAddress()}/${workspaceSlug}/${project_id}/${id}`;

/** As it was checked when the study was made. */
export const toSamplerSetting = ({ sampler }: Pick<StudyRow, "sampler">): SamplerSetting =>
  SamplerSetting.parse(sampler);

/** Suggestions nobody was given are nobody's business, whatever became of them: hidden from counts, lists and plots. */
export const soldOnly = { NOT: { attempt: 0, source: "engine" } } satisfies Prisma.TrialWhereInput;

type Db = Pick<WorkspaceDb, "trial" | "workspace" | "unresumedTrials">;

/** Maps studies of one workspace, with four reads for all of them. */
export async function toStudies(db: Db, rows: readonly StudyRow[]): Promise<Study[]> {
  const workspace = await db.workspace.findFirstOrThrow({ where: {}, select: { slug: true } });
  const ids = rows.map((row) => row.id);
  const countsByStudy = await countTrials(db, ids);
  const unresumed = new Map((await db.unresumedTrials(ids)).map(({ study_id, count }) => [study_id, count]));
  return rows.map((row) => {
    const counts = countsByStudy.get(row.id) ?? { all: noTrials(), imported: noTrials() };
    return toStudy(row, { ...counts, unresumed: unresumed.get(row.id) ?? 0 }, workspace.slug);
  });
}

/** Trials by state, for each of these studies; imported ones have an index of their own. */
export async function countTrials(
  db: Pick<WorkspaceDb, "trial">,
  studyIds: readonly string[],
): Promise<ReadonlyMap<string, CountedTrials>> {
  const count = (where: Prisma.TrialWhereInput) =>
    db.trial.groupBy({
      by: ["studyId", "state"],
      where: { studyId: { in: [...studyIds] }, ...where },
      _count: { _all: true },
    });
  const countsByStudy = new Map(studyIds.map((id) => [id, { all: noTrials(), imported: noTrials() }]));
  for (const [kind, groups] of [
    // First: an import never changes its state, so that those counted here are among all counted later.
    ["imported", await count({ source: "import" })],
    ["all", await count(soldOnly)],
  ] as const) {
    for (const { studyId, state, _count } of groups) {
      const counts = countsByStudy.get(studyId)?.[kind];
      if (counts !== undefined) counts[state as TrialState] = _count._all; // a check constraint holds the states
    }
  }
  return countsByStudy;
}

function noTrials(): TrialCounts {
  return Object.fromEntries(trialStates.map((state) => [state, 0])) as TrialCounts;
}
