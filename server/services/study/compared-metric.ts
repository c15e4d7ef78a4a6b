import { SchedulerSetting } from "@/lib/contract/scheduler";
import { Objective } from "@/lib/contract/study";

/** What trials of a study are compared by first: the scheduler's metric, else the first objective. */
export function comparedMetric(study: { readonly objectives: unknown; readonly scheduler: unknown }): Objective {
  const objectives = Objective.array().parse(study.objectives);
  const metric = SchedulerSetting.nullable().parse(study.scheduler)?.metric;
  const found = objectives.find((objective) => metric === undefined || objective.metric === metric) ?? objectives[0];
  if (found === undefined) throw new Error("A study has an objective");
  return found;
}
