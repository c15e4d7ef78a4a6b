import type { Objective, Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { columnNumberFormat, toNumber } from "@/lib/format/number";
import type { StudyDistribution } from "./value-distribution";

export interface OverviewRow {
  readonly study: Study;
  /** `null`: this study is not compared by the chosen objective. */
  readonly result: OverviewResult | null;
}

export interface OverviewResult {
  readonly best: { readonly text: string; readonly trial: number } | null;
  /** No other study has a better one, and some other has a worse one. */
  readonly leads: boolean;
  readonly median: string | null;
  /** From the lower to the upper quartile. */
  readonly middleHalf: string | null;
  readonly values: number;
  /** Completed trials without a finite, feasible value. */
  readonly withoutValue: number;
}

export interface OverviewStudy {
  readonly study: Study;
  readonly incumbent: Trial | null;
  /** `null`: it does not have the objective. */
  readonly distribution: StudyDistribution | null;
}

/** The studies at a glance. Values stand in one format, so that digits can be compared down a column. */
export function compareOverview(
  studies: readonly OverviewStudy[],
  { metric, direction }: Objective,
): readonly OverviewRow[] {
  const bests = studies.map(({ incumbent, distribution }) => {
    const stored = distribution === null ? undefined : incumbent?.values[metric];
    return stored === undefined ? null : toNumber(stored.value);
  });
  const known = bests.filter((value) => value !== null);
  const quartiles = studies.flatMap(({ distribution }) => distribution?.quartiles ?? []);
  const format = columnNumberFormat([
    ...known,
    ...quartiles.flatMap(({ lower, median, upper }) => [lower, median, upper]),
  ]);
  const first = direction === "minimize" ? Math.min(...known) : Math.max(...known);
  const decided = known.some((value) => value !== first);
  return studies.map(({ study, incumbent, distribution }, index) => {
    if (distribution === null) return { study, result: null };
    const best = bests[index] ?? null;
    const q = distribution.quartiles;
    return {
      study,
      result: {
        best: best === null || incumbent === null ? null : { text: format(best), trial: incumbent.number },
        leads: decided && best === first,
        median: q === null ? null : format(q.median),
        middleHalf: q === null ? null : `${format(q.lower)} – ${format(q.upper)}`,
        values: distribution.count,
        withoutValue: Math.max(0, study.trial_counts.completed - distribution.count),
      },
    };
  });
}
