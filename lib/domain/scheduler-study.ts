import type { SchedulerSetting } from "@/lib/contract/scheduler";
import type { Objective } from "@/lib/contract/study";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import type { SchedulerStudy } from "@/lib/engine/scheduler/scheduler";
import type { Space } from "@/lib/engine/space/space";

interface StudyFacts {
  readonly objectives: readonly Objective[];
  readonly space: Space;
  readonly maxTrials: number;
  readonly seed: string;
}

/** What of a study its scheduler is told. Throws when the setting names a metric that is no objective. */
export function toSchedulerStudy(
  { metric, resource, checkpoint }: SchedulerSetting,
  { objectives, space, maxTrials, seed }: StudyFacts,
): SchedulerStudy {
  const compared = objectives.filter((objective) => metric === undefined || objective.metric === metric);
  if (compared.length === 0) throw new RangeError(`${metric} is no objective.`);
  return {
    objectives: compared,
    resource: { min: resource.min, max: resource.max },
    checkpoint,
    folds: /^(fold|seed)s?$/i.test(resource.name),
    trials: maxTrials,
    seed,
    space,
  };
}

/** Whether a scheduler trains a population, whose members take over from each other. */
export function isPopulation(name: string | undefined): boolean {
  return schedulerCatalog.some(({ id, needs }) => id === name && needs.space);
}

/** The options of a setting as its definition knows them, without what every scheduler is told. */
export function schedulerOptions({
  name: _name,
  metric: _metric,
  resource: _resource,
  checkpoint: _checkpoint,
  ...options
}: SchedulerSetting): Readonly<Record<string, unknown>> {
  return options;
}
