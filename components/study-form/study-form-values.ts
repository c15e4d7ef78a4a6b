import { isObject, type Json, textOf, withoutGaps } from "./json-parts";
import { readNumber } from "./number-text";
import { fromRepeats, NO_REPEATS, type RepeatValues, toRepeats } from "./repeat-values";
import { parseScalar, parseScalarList, writeScalar, writeScalarList } from "./scalar-text";
import { fromScheduler, NO_SCHEDULER, type SchedulerValues, toScheduler } from "./scheduler-values";

/** A row of the form. Fields hold what was typed; which of them count follows from the type. */
export interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly low: string;
  readonly high: string;
  readonly step: string;
  readonly scale: string;
  /** Values of an ordinal, choices of a categorical. */
  readonly list: string;
  readonly value: string;
  readonly default: string;
  readonly whenParameter: string;
  readonly whenComparator: string;
  readonly whenValue: string;
  /** What the form has no field for (prior, weights, nested conditions): kept as it is, edited as JSON. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface ObjectiveRow {
  readonly metric: string;
  readonly direction: string;
  readonly target: string;
  readonly rest: Json;
}

export const EMPTY_OBJECTIVE: ObjectiveRow = { metric: "", direction: "minimize", target: "", rest: {} };

export interface StudyFormValues {
  readonly name: string;
  readonly objectives: readonly ObjectiveRow[];
  readonly parameters: readonly ParameterRow[];
  readonly samplerName: string;
  readonly samplerOptions: Readonly<Record<string, unknown>>;
  readonly scheduler: SchedulerValues;
  readonly repeats: RepeatValues;
  readonly maxTrials: string;
  readonly maxParallel: string;
  readonly maxFailures: string;
  readonly noImprovement: string;
  readonly maxCost: string;
  readonly maxResource: string;
  readonly trialTimeout: string;
  readonly maxRetries: string;
  /** RFC 3339, in whatever zone it was written. */
  readonly deadline: string;
  readonly seed: string;
  readonly tags: string;
  /** Ids of the studies to learn from. */
  readonly warmStart: readonly string[];
  readonly rest: Readonly<Record<string, unknown>>;
  readonly restOfLimits: Readonly<Record<string, unknown>>;
}

export const LIST_FIELDS: Readonly<Record<string, string>> = { ordinal: "values", categorical: "choices" };
const NUMERIC = new Set(["float", "int"]);

export function emptyParameter(name: string): ParameterRow {
  return {
    name,
    type: "float",
    low: "0",
    high: "1",
    step: "",
    scale: "linear",
    list: "",
    value: "",
    default: "",
    whenParameter: "",
    whenComparator: "is",
    whenValue: "",
    rest: {},
  };
}

/** The study as JSON. What cannot be a number stays text, so that the check says so at its field. */
export function toDraft(values: StudyFormValues): Json {
  const limits = {
    max_trials: readNumber(values.maxTrials),
    max_parallel: readNumber(values.maxParallel),
    max_failures: readNumber(values.maxFailures),
    no_improvement_trials: readNumber(values.noImprovement),
    max_cost: readNumber(values.maxCost),
    max_resource: readNumber(values.maxResource),
    trial_timeout_s: readNumber(values.trialTimeout),
    max_retries: readNumber(values.maxRetries),
    deadline: values.deadline === "" ? undefined : values.deadline,
    ...values.restOfLimits,
  };
  return withoutGaps({
    name: values.name,
    objectives: values.objectives.map(({ metric, direction, target, rest }) =>
      withoutGaps({ metric, direction, target: readNumber(target), ...rest }),
    ),
    search_space: Object.fromEntries(values.parameters.map((row) => [row.name, toParameter(row)])),
    sampler: { name: values.samplerName, ...values.samplerOptions },
    scheduler: toScheduler(values.scheduler),
    repeats: toRepeats(values.repeats),
    limits: withoutGaps(limits),
    seed: readNumber(values.seed),
    tags: values.tags.trim() === "" ? undefined : values.tags.split(",").map((tag) => tag.trim()),
    warm_start: values.warmStart.length === 0 ? undefined : values.warmStart,
    ...values.rest,
  });
}

function toParameter(row: ParameterRow): Json {
  const { type } = row;
  const list = LIST_FIELDS[type];
  return withoutGaps({
    type,
    ...(NUMERIC.has(type)
      ? {
          low: readNumber(row.low),
          high: readNumber(row.high),
          step: readNumber(row.step),
          scale: row.scale === "linear" ? undefined : row.scale,
        }
      : {}),
    ...(list === undefined ? {} : { [list]: parseScalarList(row.list) }),
    ...(type === "fixed" ? { value: parseScalar(row.value) } : {}),
    default: row.default.trim() === "" || type === "fixed" ? undefined : toScalar(row.default, NUMERIC.has(type)),
    when: toWhen(row),
    ...row.rest,
  });
}

/** Where a number is meant, `.5` and `2.` are numbers too, which JSON does not know. */
function toScalar(text: string, numeric: boolean): unknown {
  const number = numeric ? readNumber(text) : undefined;
  return typeof number === "number" ? number : parseScalar(text);
}

const COMPARATORS: Readonly<Record<string, string>> = { gt: "gt", gte: "gte", lt: "lt", lte: "lte" };

function toWhen({ whenParameter, whenComparator, whenValue }: ParameterRow): Json | undefined {
  if (whenParameter === "") return undefined;
  const comparator = COMPARATORS[whenComparator];
  if (comparator !== undefined) return { [whenParameter]: { [comparator]: toScalar(whenValue, true) } };
  const wanted = parseScalarList(whenValue);
  return { [whenParameter]: wanted.length === 1 ? wanted[0] : wanted };
}

/** The form's fields for a study written as JSON; null while it is not an object of the right outer shape. */
export function fromDraft(draft: unknown): StudyFormValues | null {
  if (!isObject(draft)) return null;
  const { name, objectives, search_space, sampler, scheduler, repeats, limits, seed, tags, warm_start, ...others } =
    draft;
  if (!isObject(search_space) || !Array.isArray(objectives)) return null;
  const { name: samplerName, ...samplerOptions } = isObject(sampler) ? sampler : { name: "auto" };
  const schedulerValues = fromScheduler(scheduler);
  const repeatValues = fromRepeats(repeats);
  return {
    name: textOf(name),
    objectives: objectives.map(toObjective),
    parameters: Object.entries(search_space).map(([key, parameter]) => toRow(key, parameter)),
    samplerName: textOf(samplerName),
    samplerOptions,
    scheduler: schedulerValues ?? NO_SCHEDULER,
    repeats: repeatValues ?? NO_REPEATS,
    ...fromLimits(limits),
    seed: textOf(seed),
    tags: Array.isArray(tags) ? tags.map(textOf).join(", ") : textOf(tags),
    warmStart: isTexts(warm_start) ? warm_start : [],
    // What stands in the place of something else is kept as it is, so that the check says so.
    rest: withoutGaps({
      ...others,
      warm_start: isTexts(warm_start) ? undefined : warm_start,
      scheduler: schedulerValues === null ? scheduler : undefined,
      repeats: repeatValues === null ? repeats : undefined,
    }),
  };
}

function toObjective(item: unknown): ObjectiveRow {
  const { metric, direction, target, ...rest } = isObject(item) ? item : {};
  return { metric: textOf(metric), direction: textOf(direction), target: textOf(target), rest };
}

function fromLimits(limits: unknown) {
  const {
    max_trials,
    max_parallel,
    max_failures,
    no_improvement_trials,
    max_cost,
    max_resource,
    trial_timeout_s,
    max_retries,
    deadline,
    ...restOfLimits
  } = isObject(limits) ? limits : {};
  return {
    maxTrials: textOf(max_trials),
    maxParallel: textOf(max_parallel),
    maxFailures: textOf(max_failures),
    noImprovement: textOf(no_improvement_trials),
    maxCost: textOf(max_cost),
    maxResource: textOf(max_resource),
    trialTimeout: textOf(trial_timeout_s),
    maxRetries: textOf(max_retries),
    deadline: textOf(deadline),
    restOfLimits,
  };
}

function toRow(name: string, parameter: unknown): ParameterRow {
  const {
    type,
    low,
    high,
    step,
    scale,
    value,
    default: fallback,
    when,
    ...others
  } = isObject(parameter) ? parameter : {};
  const kind = textOf(type) === "" ? "float" : textOf(type);
  const listField = LIST_FIELDS[kind];
  const { [listField ?? ""]: list, ...rest } = others;
  const simple = fromWhen(when);
  return {
    ...emptyParameter(name),
    type: kind,
    low: textOf(low),
    high: textOf(high),
    step: textOf(step),
    scale: scale === undefined ? "linear" : textOf(scale),
    list: Array.isArray(list) ? writeScalarList(list) : "",
    value: value === undefined ? "" : writeScalar(value),
    default: fallback === undefined ? "" : writeScalar(fallback),
    ...(simple ?? {}),
    rest: when === undefined || simple !== null ? rest : { ...rest, when },
  };
}

type WhenFields = Pick<ParameterRow, "whenParameter" | "whenComparator" | "whenValue">;

/** One earlier parameter and what it must be; anything richer is left to the JSON. */
function fromWhen(when: unknown): WhenFields | null {
  if (!isObject(when)) return null;
  const [[whenParameter, wanted] = ["", undefined], ...others] = Object.entries(when);
  if (whenParameter === "" || whenParameter === "all" || whenParameter === "any" || others.length > 0) return null;
  if (Array.isArray(wanted)) return { whenParameter, whenComparator: "is", whenValue: writeScalarList(wanted) };
  if (!isObject(wanted)) return { whenParameter, whenComparator: "is", whenValue: writeScalar(wanted) };
  const [[comparator, value] = ["", undefined], ...more] = Object.entries(wanted);
  if (COMPARATORS[comparator] === undefined || more.length > 0) return null;
  return { whenParameter, whenComparator: comparator, whenValue: writeScalar(value) };
}

/** At least one: an empty list says what its absence does, and is kept as it is. */
function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}
