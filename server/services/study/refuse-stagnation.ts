import type { Limits } from "@/lib/contract/limits";
import { stagnationIssues } from "@/lib/domain/stagnation-issues";
import { AppError } from "@/server/kernel/app-error";

export function refuseStagnation(limits: Partial<Pick<Limits, "no_improvement_trials">>, objectives: number): void {
  const errors = stagnationIssues(limits, objectives);
  if (errors[0] !== undefined) throw new AppError("invalid_input", errors[0].detail, { errors: [...errors] });
}
