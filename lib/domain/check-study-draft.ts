import type { FieldError } from "../contract/errors";
import { fieldErrors } from "../contract/field-errors";
import { parseInput } from "../contract/parse-input";
import { createStudy, Objective } from "../contract/study";
import { catalog, findDefinition } from "../engine/sampler/catalog";
import { parseSpace } from "../engine/space/parse-space";
import { sentence } from "../format/sentence";

const Draft = createStudy.input.omit({ project_id: true, if_exists: true });

/**
 * Everything wrong with a study that is being written, by pointer, as the server will judge it: the contract's shape, the
 * engine's reading of the search space, the sampler's options and what it can serve.
 */
export function checkStudyDraft(draft: unknown): readonly FieldError[] {
  if (!isObject(draft)) return [{ pointer: "", code: "invalid_type", detail: "A study is a JSON object." }];
  return [...shapeIssues(draft), ...spaceIssues(draft), ...samplerIssues(draft)];
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
  const space = parseSpace(Reflect.get(draft, "search_space"), Reflect.get(draft, "constraints") ?? []);
  const objectives = Objective.array().safeParse(Reflect.get(draft, "objectives"));
  if (!("space" in space) || !objectives.success) return [];
  const outline = { space: space.space, objectives: objectives.data, options: parsed.data };
  const unfit = definition.capabilities.refuse?.(outline) ?? null;
  return unfit === null ? [] : [refuse(`/sampler/${unfit.option ?? "name"}`, unfit.why)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
