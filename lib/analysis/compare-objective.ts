import type { Objective, Study } from "@/lib/contract/study";

/** An objective that one or more of the studies have, as the address writes it. */
export interface SharedObjective {
  readonly key: string;
  readonly objective: Objective;
  readonly studyIds: readonly string[];
}

interface ObjectiveChoice {
  /** What is compared; `null` without studies. */
  readonly chosen: SharedObjective | null;
  /** All there are, the most shared first. */
  readonly all: readonly SharedObjective[];
}

type WithObjectives = Pick<Study, "id" | "objectives">;

/**
 * What the studies can be compared by. Values of another metric, or of one that is wanted the other way round, never share
 * an axis. At first that is what most studies share; of equals, what the first study names first.
 */
export function compareObjective(studies: readonly WithObjectives[], asked: string | null): ObjectiveChoice {
  const byKey = new Map<string, { objective: Objective; studyIds: string[] }>();
  for (const { id, objectives } of studies) {
    for (const objective of objectives) {
      const key = objectiveKey(objective);
      const entry = byKey.get(key) ?? { objective, studyIds: [] };
      entry.studyIds.push(id);
      byKey.set(key, entry);
    }
  }
  const all = [...byKey]
    .map(([key, entry]) => ({ key, ...entry }))
    .toSorted((a, b) => b.studyIds.length - a.studyIds.length); // stable: the first to be named stays before its equals
  return { chosen: all.find(({ key }) => key === asked) ?? all[0] ?? null, all };
}

export function objectiveKey({ direction, metric }: Objective): string {
  return `${direction} ${metric}`;
}
