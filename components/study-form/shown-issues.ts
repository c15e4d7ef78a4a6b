import type { FieldError } from "@/lib/contract/errors";
import { couldBecomeNumber } from "./number-text";

/** A field of the form that somebody types in, from its first key until it is left. */
export interface Typing {
  readonly text: string;
  /** Whether the field is for a number. */
  readonly numeric: boolean;
  /** Where something was wrong before the first key. */
  readonly before: ReadonlySet<string>;
}

/**
 * What is said to be wrong while somebody types: what was wrong before and still is. On the way to 100 a bound is 1, and
 * 1e-3 is no number before its end; that is nobody's mistake. What no further key can mend is said at once.
 */
export function shownIssues(issues: readonly FieldError[], typing: Typing | null): readonly FieldError[] {
  if (typing === null || (typing.numeric && !couldBecomeNumber(typing.text))) return issues;
  return issues.filter(({ pointer }) => typing.before.has(pointer));
}
