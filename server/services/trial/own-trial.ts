import type { Assignments } from "@/lib/contract/search-space";
import { checkAssignments } from "@/lib/engine/space/contains";
import { fingerprintAssignments } from "@/lib/engine/space/fingerprint";
import type { Space, SpaceIssue } from "@/lib/engine/space/space";
import type { OwnTrial } from "@/server/db/sql/study-functions";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";

interface OwnAssignments {
  readonly space: Space;
  readonly assignments: Assignments;
  readonly origin: Readonly<Record<string, unknown>>;
  /** Where in the request the assignments stand. */
  readonly pointer: string;
  readonly metadata: unknown;
}

/** A trial of the caller's own assignments; what does not fit the space is refused by name. */
export function toOwnTrial({ space, assignments, origin, pointer, metadata }: OwnAssignments): OwnTrial {
  refuseMisfits(checkAssignments(space, assignments), pointer);
  return {
    id: newId(),
    assignments,
    fingerprint: fingerprintAssignments(space, assignments),
    origin,
    metadata,
  };
}

export function refuseMisfits(issues: readonly SpaceIssue[], pointer: string): void {
  if (issues.length === 0) return;
  const errors = issues.slice(0, 50).map((issue) => ({ ...issue, pointer: `${pointer}${issue.pointer}` }));
  throw new AppError("invalid_assignments", `The assignments do not fit the search space: ${errors[0]?.detail ?? ""}`, {
    errors,
  });
}
