import type { Assignments } from "@/lib/contract/search-space";
import { checkAssignments } from "@/lib/engine/space/contains";
import { defaultAssignments } from "@/lib/engine/space/default-assignments";
import { fingerprintAssignments } from "@/lib/engine/space/fingerprint";
import { fixParameters } from "@/lib/engine/space/restrict";
import type { Space, SpaceIssue } from "@/lib/engine/space/space";
import type { OwnTrial } from "@/server/db/sql/study-functions";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { AppError } from "@/server/kernel/app-error";
import type { Context } from "@/server/kernel/context";
import { newId } from "@/server/kernel/ids";
import { storedSpace } from "../study/check-space";
import { findStudyRow } from "../study/find-study";

/** The study's present search space. */
export async function findSpace(db: Pick<WorkspaceDb, "study">, studyId: string): Promise<Space> {
  const row = await findStudyRow(db, studyId);
  const [revision] = row.spaceRevisions;
  if (revision === undefined) throw new Error("A study has no search space");
  return storedSpace(revision);
}

/** A trial of the caller's own assignments: what is missing takes its default; what does not fit is refused by name. */
export async function completeFixed(context: Context, studyId: string, fixed: Assignments): Promise<OwnTrial> {
  const space = await findSpace(context.db, studyId);
  refuse(checkAssignments(space, fixed, { partial: true }), "/fixed");
  const assignments = defaultAssignments(fixParameters(space, fixed));
  return toOwnTrial({ space, assignments, source: "ask", pointer: "/fixed", metadata: {} });
}

interface OwnAssignments {
  readonly space: Space;
  readonly assignments: Assignments;
  readonly source: "ask" | "enqueue";
  readonly pointer: string;
  readonly metadata: unknown;
}

export function toOwnTrial({ space, assignments, source, pointer, metadata }: OwnAssignments): OwnTrial {
  refuse(checkAssignments(space, assignments), pointer);
  return {
    id: newId(),
    assignments,
    fingerprint: fingerprintAssignments(space, assignments),
    origin: { sampler: source },
    metadata,
  };
}

function refuse(issues: readonly SpaceIssue[], pointer: string): void {
  if (issues.length === 0) return;
  const errors = issues.slice(0, 50).map((issue) => ({ ...issue, pointer: `${pointer}${issue.pointer}` }));
  throw new AppError("invalid_assignments", `The assignments do not fit the search space: ${errors[0]?.detail ?? ""}`, {
    errors,
  });
}
