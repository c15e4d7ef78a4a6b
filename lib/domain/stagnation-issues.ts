import type { FieldError } from "@/lib/contract/errors";
import type { Limits } from "@/lib/contract/limits";

/** Of several objectives there is no one incumbent to improve on. */
export function stagnationIssues(
  { no_improvement_trials }: Partial<Pick<Limits, "no_improvement_trials">>,
  objectives: number,
): readonly FieldError[] {
  if (no_improvement_trials === undefined || no_improvement_trials === null || objectives === 1) return [];
  const detail = "Needs a study of one objective. Leave it out, or give the objectives a target.";
  return [{ pointer: "/limits/no_improvement_trials", code: "several_objectives", detail }];
}
