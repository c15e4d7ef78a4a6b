import type { SchedulerSetting } from "@/lib/contract/scheduler";
import { checkSchedulerSetting, type ScheduledStudy } from "@/lib/domain/scheduler-issues";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";

/** The scheduler with its options completed, or a refusal before the study starts; null when none is wanted. */
export function checkScheduler(setting: SchedulerSetting | null, study: ScheduledStudy): Prisma.InputJsonObject | null {
  if (setting === null) return null;
  const checked = checkSchedulerSetting(setting, study);
  if (checked.kind === "refused") {
    const detail = checked.issues[0]?.detail ?? "The options are not as they must be.";
    throw new AppError("invalid_input", detail, { errors: [...checked.issues] });
  }
  const { name, metric, resource, checkpoint } = setting;
  // Options schemas hold plain JSON values only.
  const options = checked.options as Prisma.InputJsonObject;
  return { name, ...(metric === undefined ? {} : { metric }), resource, checkpoint, ...options };
}
