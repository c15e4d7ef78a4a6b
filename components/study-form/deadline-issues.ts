import type { FieldError } from "@/lib/contract/errors";
import { Timestamp } from "@/lib/contract/primitives";
import { isObject } from "./json-parts";

/**
 * A new study whose deadline has passed would hand nothing out. Only the form says so: a program that asks for its study
 * again (`if_exists`) goes on giving the deadline it once gave.
 */
export function deadlineIssues(draft: unknown, nowMs: number): readonly FieldError[] {
  const limits = isObject(draft) && isObject(draft.limits) ? draft.limits : {};
  const deadline = Timestamp.safeParse(limits.deadline);
  if (!deadline.success || Date.parse(deadline.data) > nowMs) return [];
  const detail = "Must lie in the future: after it nothing is handed out. Choose a later time or none.";
  return [{ pointer: "/limits/deadline", code: "deadline_passed", detail }];
}
