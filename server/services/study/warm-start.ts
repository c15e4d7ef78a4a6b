/**
 * Which studies a new one learns from. Their results are copied when it is made: what the others do afterwards, or what
 * becomes of them, changes nothing about it, and it replays.
 */
import { z } from "zod";
import { Objective, type OutcomeConstraint } from "@/lib/contract/study";
import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import type { Space } from "@/lib/engine/space/space";
import type { ResultsWanted, StudyResult } from "@/server/db/sql/study-functions";
import type { TransactionDb } from "@/server/db/workspace-db";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { storedSpace } from "./check-space";
import { readSpaces, spacesSince } from "./space-chain";
import { studySelect } from "./study-mapper";

/** Of each study so many results at most: the better half by value, the other half spread over the rest. */
const RESULTS_MAX = 200;

interface Asked {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  readonly warmStart: readonly string[];
}

export interface WarmStartSource {
  /** Uuid. */
  readonly id: string;
  /** Of the objectives of both: the one its results are chosen by. */
  readonly objective: Objective;
}

/** The studies to learn from, or a refusal that names the one that cannot be. */
export async function checkWarmStart(
  db: Pick<TransactionDb, "study">,
  { space, objectives, warmStart }: Asked,
): Promise<readonly WarmStartSource[]> {
  const sources: WarmStartSource[] = [];
  for (const [index, studyId] of warmStart.entries()) {
    const pointer = `/warm_start/${index}`;
    const row = await db.study.findFirst({ where: { id: toUuid(studyId) }, select: studySelect });
    const [revision] = row?.spaceRevisions ?? [];
    if (row === null || revision === undefined) {
      const { code, message } = notFound();
      throw new AppError(code, message, { errors: [{ pointer, code, detail: message }] });
    }
    const theirs = new Set(storedSpace(revision).parameters.map(({ name }) => name));
    if (!space.parameters.some(({ name }) => theirs.has(name))) {
      const detail = `“${row.name}” has no parameter of the same name, so there is nothing to learn from it. Leave it out.`;
      throw refused(pointer, detail);
    }
    const metrics = new Set(
      z
        .array(Objective)
        .parse(row.objectives)
        .map(({ metric }) => metric),
    );
    const objective = objectives.find(({ metric }) => metrics.has(metric));
    if (objective === undefined) {
      const wanted = objectives.map(({ metric }) => metric).join(", ");
      throw refused(pointer, `“${row.name}” does not have ${wanted} as an objective. Leave it out.`);
    }
    sources.push({ id: row.id, objective });
  }
  return sources;
}

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", detail, { errors: [{ pointer, code: "invalid_warm_start", detail }] });
}

interface Stored {
  readonly studyId: string;
  readonly sources: readonly WarmStartSource[];
  readonly input: {
    readonly objectives: readonly Objective[];
    readonly outcome_constraints: readonly OutcomeConstraint[];
  };
}

/** Copies the results that the sources have now. */
export async function storeWarmStart(db: Db, { studyId, sources, input }: Stored): Promise<void> {
  const metrics = [...input.objectives, ...input.outcome_constraints].map(({ metric }) => metric);
  for (const [position, { id, objective }] of sources.entries()) {
    const results = await resultsOf(db, id, { objective, metrics, limit: RESULTS_MAX });
    await db.warmStart.createMany({
      data: {
        workspaceId: db.workspaceId,
        studyId,
        position,
        sourceStudyId: id,
        results,
        resultCount: results.length,
      },
    });
  }
}

type Db = Pick<TransactionDb, "workspaceId" | "warmStart" | "studies" | "spaceRevision">;

/** A source's results as points of the space it has now: what its own sampler does not learn from any more, nobody does. */
async function resultsOf(db: Db, studyId: string, wanted: ResultsWanted): Promise<readonly StudyResult[]> {
  const found = await db.studies.results(studyId, wanted);
  if (found.length === 0) return [];
  const spaces = await readSpaces(db, studyId);
  return found.flatMap(({ assignments, values, revision }) => {
    const adopted = adoptAssignments(spacesSince(spaces, revision), assignments);
    return adopted.fit === "elsewhere" ? [] : [{ assignments: adopted.assignments, values }];
  });
}
