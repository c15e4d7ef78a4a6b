import type { Limits } from "@/lib/contract/limits";
import { stagnationIssues } from "@/lib/domain/stagnation-issues";
import { AppError } from "@/server/kernel/app-error";

export function refuseStagnation(limits: Partial<Pick<Limits, "no_improvement_trials">>, objectives: number): void {
  const errors = stagnationIssues(limits, objectives);
  if (errors[0] !== undefined) throw new AppError("invalid_input", errors[0].detail, { errors: [...errors] });
}

/** Where there are repeats, single values are no measure of progress. */
export function refuseStagnationOfRepeats(
  { repeats }: { readonly repeats: unknown },
  { no_improvement_trials }: Partial<Pick<Limits, "no_improvement_trials">>,
): void {
  if (repeats === null || no_improvement_trials === undefined || no_improvement_trials === null) return;
  const detail = "Single values say little where there are repeats. Leave it out.";
  throw new AppError("invalid_input", detail, {
    errors: [{ pointer: "/limits/no_improvement_trials", code: "invalid_repeats", detail }],
  });
}
