import { checkRepeats } from "@/lib/domain/check-repeats";
import { AppError } from "@/server/kernel/app-error";

/** Refuses repeats that do not fit the study, at the field to change. */
export function refuseRepeats(draft: Parameters<typeof checkRepeats>[0]): void {
  const errors = checkRepeats(draft);
  if (errors.length > 0)
    throw new AppError("invalid_input", errors[0]?.detail ?? "The repeats do not fit the study.", { errors });
}
