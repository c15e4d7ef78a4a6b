import type { FieldError } from "../contract/errors";
import { fieldErrors } from "../contract/field-errors";
import { Limits } from "../contract/limits";
import { parseInput } from "../contract/parse-input";
import { SchedulerSetting } from "../contract/scheduler";
import { createStudy, Objective } from "../contract/study";
import { catalog, findDefinition } from "../engine/sampler/catalog";
import { parseSpace } from "../engine/space/parse-space";
import { sentence } from "../format/sentence";
import { checkRepeats } from "./check-repeats";
import { checkSchedulerSetting, type ScheduledStudy } from "./scheduler-issues";
import { stagnationIssues } from "./stagnation-issues";

const Draft = createStudy.input.omit({ project_id: true, if_exists: true });

/**
 * Everything wrong with a study that is being written, by pointer, as the server will judge it: the contract's shape, the
 * engine's reading of the search space, the options of sampler and scheduler and what they can serve.
 */
export function checkStudyDraft(draft: unknown): readonly FieldError[] {
  if (!isObject(draft)) return [{ pointer: "", code: "invalid_type", detail: "A study is a JSON object." }];
  return [
    ...shapeIssues(draft),
    ...spaceIssues(draft),
    ...samplerIssues(draft),
    ...schedulerIssues(draft),
    ...limitIssues(draft),
    ...repeatIssues(draft),
  ];
}

function shapeIssues(draft: object): readonly FieldError[] {
  const { success, error } = parseInput(Draft, draft);
  return success ? [] : fieldErrors(error);
}

function spaceIssues(draft: object): readonly FieldError[] {
  const space: unknown = Reflect.get(draft, "search_space");
  if (!isObject(space)) return []; // the shape says so
  const parsed = parseSpace(space, Reflect.get(draft, "constraints") ?? []);
  if ("space" in parsed) return [];
  return parsed.issues.map(({ subject, pointer, code, detail }) => ({
    pointer: subject === "constraints" ? pointer : `/search_space${pointer}`,
    code,
    detail: sentence(detail),
  }));
}

function samplerIssues(draft: object): readonly FieldError[] {
  const setting: unknown = Reflect.get(draft, "sampler");
  if (!isObject(setting)) return [];
  const { name, ...options } = setting;
  const refuse = (pointer: string, detail: string): FieldError => ({ pointer, code: "invalid_sampler", detail });
  const definition = typeof name === "string" ? findDefinition(name) : undefined;
  if (definition === undefined)
    return [refuse("/sampler/name", `Choose one of: ${catalog.map(({ id }) => id).join(", ")}.`)];
  const parsed = parseInput(definition.options, options);
  if (!parsed.success)
    return fieldErrors(parsed.error, "/sampler").map(({ pointer, detail }) => refuse(pointer, detail));
  const outline = outlineOf(draft);
  if (outline === null) return [];
  const unfit = definition.capabilities.refuse?.({ ...outline, options: parsed.data }) ?? null;
  return unfit === null ? [] : [refuse(`/sampler/${unfit.option ?? "name"}`, unfit.why)];
}

function schedulerIssues(draft: object): readonly FieldError[] {
  const setting = SchedulerSetting.safeParse(Reflect.get(draft, "scheduler"));
  if (!setting.success) return []; // there is none, or the shape says so
  const checked = checkSchedulerSetting(setting.data, outlineOf(draft));
  return checked.kind === "refused" ? checked.issues : [];
}

function limitIssues(draft: object): readonly FieldError[] {
  const limits = Limits.safeParse(Reflect.get(draft, "limits"));
  const outline = outlineOf(draft);
  return limits.success && outline !== null ? stagnationIssues(limits.data, outline.objectives.length) : [];
}

/** What samplers and schedulers are judged by; null while it cannot be read. */
function outlineOf(draft: object): ScheduledStudy | null {
  const space = parseSpace(Reflect.get(draft, "search_space"), Reflect.get(draft, "constraints") ?? []);
  const objectives = Objective.array().safeParse(Reflect.get(draft, "objectives"));
  if (!("space" in space) || !objectives.success) return null;
  const limits = Limits.safeParse(Reflect.get(draft, "limits") ?? {});
  // The plan of a bracket follows from how many trials there are; until that can be read, any number does.
  return { space: space.space, objectives: objectives.data, limits: limits.data ?? Limits.parse({}) };
}

function repeatIssues(draft: object): readonly FieldError[] {
  const { success, data } = Draft.pick({
    repeats: true,
    sampler: true,
    scheduler: true,
    objectives: true,
    limits: true,
  }).safeParse({
    repeats: Reflect.get(draft, "repeats"),
    sampler: Reflect.get(draft, "sampler"),
    scheduler: Reflect.get(draft, "scheduler"),
    objectives: Reflect.get(draft, "objectives"),
    limits: Reflect.get(draft, "limits"),
  });
  return success ? checkRepeats(data) : []; // the shape says so
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
