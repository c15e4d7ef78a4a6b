import type { Limits } from "@/lib/contract/limits";
import { AppError } from "@/server/kernel/app-error";

/** Of several objectives there is no one incumbent to improve on. */
export function refuseStagnation(
  { no_improvement_trials }: Partial<Pick<Limits, "no_improvement_trials">>,
  objectives: number,
): void {
  if (no_improvement_trials === undefined || no_improvement_trials === null || objectives === 1) return;
  const detail = "Needs a study of one objective. Leave it out, or give the objectives a target.";
  throw new AppError("invalid_input", detail, {
    errors: [{ pointer: "/limits/no_improvement_trials", code: "several_objectives", detail }],
  });
}
