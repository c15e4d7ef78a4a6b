import type { FieldError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import type { Limits } from "@/lib/contract/limits";
import { parseInput } from "@/lib/contract/parse-input";
import type { SchedulerSetting } from "@/lib/contract/scheduler";
import type { Objective } from "@/lib/contract/study";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import { refuseStudy, type SchedulerDefinition } from "@/lib/engine/scheduler/definition";
import type { Space } from "@/lib/engine/space/space";
import { sentence } from "@/lib/format/sentence";
import { schedulerOptions, toSchedulerStudy } from "./scheduler-study";

export interface ScheduledStudy {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  readonly limits: Pick<Limits, "max_trials">;
}

export type CheckedScheduler =
  | { readonly kind: "fits"; readonly options: Readonly<Record<string, unknown>> }
  | { readonly kind: "refused"; readonly issues: readonly FieldError[] };

/**
 * A scheduler with its options completed, or why the study cannot have it: the same word on the form, in its JSON and from the
 * server. Without a study only what the setting itself says is judged.
 */
export function checkSchedulerSetting(setting: SchedulerSetting, study: ScheduledStudy | null): CheckedScheduler {
  const definition: SchedulerDefinition | undefined = schedulerCatalog.find(({ id }) => id === setting.name);
  if (definition === undefined) {
    const known = schedulerCatalog.map(({ id }) => id).join(", ");
    return refused("/scheduler/name", `There is no scheduler “${setting.name}”. Choose one of: ${known}.`);
  }
  const { min, max } = setting.resource;
  if (max !== null && max < min)
    return refused("/scheduler/resource/max", `Must be at least resource.min (${min}), or no trial would train.`);
  const parsed = parseInput(definition.options, schedulerOptions(setting));
  if (!parsed.success) {
    const issues = fieldErrors(parsed.error, "/scheduler").map((field) => ({ ...field, code: "invalid_scheduler" }));
    return { kind: "refused", issues };
  }
  // Options schemas hold plain JSON values only.
  const options = parsed.data as Readonly<Record<string, unknown>>;
  const unfit = study === null ? null : refuseFor(study, setting, definition);
  return unfit ?? refuseIdle(definition, options, max) ?? { kind: "fits", options };
}

/** Options that say from which step, or fold, on a trial is judged, and how many it must have beyond that. */
const FIRST_JUDGED = [
  { name: "grace", beyond: 0 },
  { name: "min_folds", beyond: 0 },
  // An improvement is looked for after the steps of the patience.
  { name: "patience", beyond: 1 },
];
/** Who stops in a population leaves its child steps to train. Pruners judge at the end of the grace, whatever their interval. */
const FIRST_COMPARED = [{ name: "interval", beyond: 1 }];

/** What is to be judged beyond the last step never is: the study would run as if it had no scheduler. */
function refuseIdle(
  { needs }: SchedulerDefinition,
  options: Readonly<Record<string, unknown>>,
  max: number | null,
): CheckedScheduler | null {
  if (max === null) return null;
  const late = (needs.space ? FIRST_COMPARED : FIRST_JUDGED).find(({ name, beyond }) => {
    const least = options[name];
    return typeof least === "number" && least + beyond > max;
  });
  if (late === undefined) return null;
  const { name, beyond } = late;
  const bound = beyond === 0 ? "at most" : "less than";
  const detail = `Is ${options[name]}, and must be ${bound} resource.max (${max}), or nothing would ever be decided. Lower it, or raise resource.max.`;
  return refused(`/scheduler/${name}`, detail);
}

function refuseFor(
  { objectives, space, limits }: ScheduledStudy,
  setting: SchedulerSetting,
  definition: SchedulerDefinition,
): CheckedScheduler | null {
  if (setting.metric !== undefined && !objectives.some(({ metric }) => metric === setting.metric)) {
    const known = objectives.map(({ metric }) => metric).join(", ");
    return refused("/scheduler/metric", `There is no objective “${setting.metric}”. Choose one of: ${known}.`);
  }
  const facts = { objectives, space, maxTrials: limits.max_trials, seed: "0" };
  const why = refuseStudy(definition, toSchedulerStudy(setting, facts), schedulerOptions(setting));
  if (why === null) return null;
  const colon = why.indexOf(":");
  return refused(pointerOf(why.slice(0, Math.max(0, colon))), sentence(why.slice(colon + 1).trim()));
}

const POINTERS: Readonly<Record<string, string>> = {
  objectives: "/objectives",
  "resource.max": "/scheduler/resource/max",
  "resource.name": "/scheduler/resource/name",
};

/** A refusal names its field in front of a colon; what is no field of a study's is the setting itself. */
function pointerOf(field: string): string {
  if (/^scheduler\.[a-z_]+$/.test(field)) return `/${field.replace(".", "/")}`;
  return POINTERS[field] ?? "/scheduler/name";
}

function refused(pointer: string, detail: string): CheckedScheduler {
  return { kind: "refused", issues: [{ pointer, code: "invalid_scheduler", detail }] };
}
