import { fieldErrors } from "@/lib/contract/field-errors";
import type { Limits } from "@/lib/contract/limits";
import { parseInput } from "@/lib/contract/parse-input";
import type { SchedulerSetting } from "@/lib/contract/scheduler";
import type { Objective } from "@/lib/contract/study";
import { schedulerOptions, toSchedulerStudy } from "@/lib/domain/scheduler-study";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import { refuseStudy, type SchedulerDefinition } from "@/lib/engine/scheduler/definition";
import type { Space } from "@/lib/engine/space/space";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";

interface StudyShape {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  readonly limits: Pick<Limits, "max_trials">;
}

/** The scheduler with its options completed, or a refusal before the study starts; null when none is wanted. */
export function checkScheduler(setting: SchedulerSetting | null, study: StudyShape): Prisma.InputJsonObject | null {
  if (setting === null) return null;
  const definition: SchedulerDefinition | undefined = schedulerCatalog.find(({ id }) => id === setting.name);
  if (definition === undefined) {
    const known = schedulerCatalog.map(({ id }) => id).join(", ");
    throw refused("/scheduler/name", `There is no scheduler “${setting.name}”. Choose one of: ${known}.`);
  }
  checkResource(setting);
  if (setting.metric !== undefined && !study.objectives.some(({ metric }) => metric === setting.metric)) {
    const known = study.objectives.map(({ metric }) => metric).join(", ");
    throw refused("/scheduler/metric", `${setting.metric} is no objective. Choose one of: ${known}.`);
  }
  const options = schedulerOptions(setting);
  const parsed = parseInput(definition.options, options);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error, "/scheduler").map((field) => ({ ...field, code: "invalid_scheduler" }));
    throw new AppError("invalid_input", errors[0]?.detail ?? "The options are not as they must be.", { errors });
  }
  const facts = { objectives: study.objectives, space: study.space, maxTrials: study.limits.max_trials, seed: "0" };
  const why = refuseStudy(definition, toSchedulerStudy(setting, facts), options);
  if (why !== null) throw refused(pointerOf(why), why);
  const { name, metric, resource, checkpoint } = setting;
  // Options schemas hold plain JSON values only.
  return { name, ...(metric === undefined ? {} : { metric }), resource, checkpoint, ...(parsed.data as object) };
}

function checkResource({ resource: { min, max } }: SchedulerSetting): void {
  if (max !== null && max < min)
    throw refused("/scheduler/resource/max", `Must be at least resource.min (${min}), or no trial would train.`);
}

const POINTERS: Readonly<Record<string, string>> = {
  objectives: "/objectives",
  "resource.max": "/scheduler/resource/max",
  "resource.name": "/scheduler/resource/name",
  "scheduler.checkpoint": "/scheduler/checkpoint",
};

/** A refusal names its field in front of a colon; what is no field of a study's is an option. */
function pointerOf(why: string): string {
  const field = why.slice(0, Math.max(0, why.indexOf(":")));
  return POINTERS[field] ?? (/^[a-z_]+$/.test(field) ? `/scheduler/${field}` : "/scheduler/name");
}

function refused(pointer: string, detail: string): AppError {
  return new AppError("invalid_input", detail, { errors: [{ pointer, code: "invalid_scheduler", detail }] });
}
