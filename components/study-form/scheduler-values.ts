import { isObject, type Json, textOf, withoutGaps } from "./json-parts";
import { readNumber } from "./number-text";

/** The scheduler's fields, as they were typed; without a name there is none, and every trial trains to its end. */
export interface SchedulerValues {
  readonly name: string;
  /** Empty: all objectives. */
  readonly metric: string;
  readonly resourceName: string;
  readonly resourceMin: string;
  readonly resourceMax: string;
  /** Empty: what the contract takes by default. */
  readonly checkpoint: string;
  readonly options: Json;
  readonly restOfResource: Json;
}

export const NO_SCHEDULER: SchedulerValues = {
  name: "",
  metric: "",
  resourceName: "",
  resourceMin: "",
  resourceMax: "",
  checkpoint: "",
  options: {},
  restOfResource: {},
};

export function toScheduler(values: SchedulerValues): Json | undefined {
  if (values.name === "") return undefined;
  const resource = withoutGaps({
    name: given(values.resourceName),
    min: readNumber(values.resourceMin),
    max: readNumber(values.resourceMax),
    ...values.restOfResource,
  });
  return withoutGaps({
    name: values.name,
    metric: given(values.metric),
    resource: Object.keys(resource).length === 0 ? undefined : resource,
    checkpoint: given(values.checkpoint),
    ...values.options,
  });
}

/** The fields for a scheduler written as JSON; null when it is not of that shape, and stays as it is. */
export function fromScheduler(scheduler: unknown): SchedulerValues | null {
  if (scheduler === undefined || scheduler === null) return NO_SCHEDULER;
  if (!isObject(scheduler)) return null;
  const { name, metric, resource, checkpoint, ...options } = scheduler;
  if (typeof name !== "string" || name === "") return null;
  const isTyped = resource === undefined || isObject(resource);
  const { name: unit, min, max, ...restOfResource } = isObject(resource) ? resource : {};
  return {
    name,
    metric: textOf(metric),
    resourceName: textOf(unit),
    resourceMin: textOf(min),
    resourceMax: textOf(max),
    checkpoint: textOf(checkpoint),
    options: isTyped ? options : { ...options, resource },
    restOfResource,
  };
}

const given = (text: string): string | undefined => (text === "" ? undefined : text);
