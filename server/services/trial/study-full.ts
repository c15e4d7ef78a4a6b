import { AppError } from "@/server/kernel/app-error";

export function studyFull(left: number): AppError {
  return new AppError(
    "state_conflict",
    `A study holds at most 1,000,000 trials; there is room for ${left} more. Import into a study of its own, and warm-start from it.`,
    { extra: { left } },
  );
}
