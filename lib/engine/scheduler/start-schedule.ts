/** The scheduler of a study, ready to follow its log: refused studies are refused here, once, before anything is started. */
import { type SchedulerId, schedulerCatalog } from "./catalog";
import { refuseStudy } from "./definition";
import type { Schedule } from "./follow-log";
import { schedulerRegistry } from "./registry";
import type { SchedulerStudy } from "./scheduler";

export interface SchedulerSpec {
  readonly name: SchedulerId;
  /** As users wrote them; defaults are filled in from the definition. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export type Started =
  | { readonly kind: "started"; readonly schedule: Schedule }
  | { readonly kind: "refused"; readonly why: string };

export function startSchedule({ name, options = {} }: SchedulerSpec, study: SchedulerStudy): Started {
  const definition = schedulerCatalog.find(({ id }) => id === name);
  if (!definition) throw new RangeError(`There is no scheduler called ${name}.`);
  const why = refuseStudy(definition, study, options);
  if (why !== null) return { kind: "refused", why };
  const setting = { options: definition.options.parse(options), study };
  return { kind: "started", schedule: { scheduler: schedulerRegistry[name], setting } };
}
