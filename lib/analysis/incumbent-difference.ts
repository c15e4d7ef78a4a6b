import type { Objective, Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber, toNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";
import type { ComparedCell, ComparedRow } from "./compared-row";
import { changeOf, isLogarithmic } from "./trial-difference";
import { trialDurationMs } from "./trial-duration";

/** A study's best trial; `null` until one has completed with a finite value, or where it is not compared by this objective. */
export interface ComparedIncumbent {
  readonly space: Study["search_space"];
  readonly trial: Trial | null;
}

/** The incumbents side by side: what they scored, and each parameter with its distance from the first study's. */
export function incumbentDifference(
  incumbents: readonly ComparedIncumbent[],
  objective: Objective,
): readonly ComparedRow[] {
  const names = [
    ...new Set(
      incumbents.flatMap(({ space, trial }) => [...Object.keys(space), ...Object.keys(trial?.assignments ?? {})]),
    ),
  ];
  return [
    valueRow(incumbents, objective),
    plainRow("Trial", incumbents, ({ number }) => formatNumber(number, 15)),
    plainRow("Ran for", incumbents, (trial) => {
      const ms = trialDurationMs(trial, 0);
      return ms === null ? null : formatDuration(ms);
    }),
    ...names.map((name) => assignmentRow(name, incumbents)),
  ];
}

function valueRow(incumbents: readonly ComparedIncumbent[], { metric, direction }: Objective): ComparedRow {
  const values = incumbents.map(({ trial }) => {
    const stored = trial?.values[metric];
    return stored === undefined ? null : toNumber(stored.value);
  });
  const known = values.filter((value) => value !== null);
  const best = direction === "minimize" ? Math.min(...known) : Math.max(...known);
  const cells = values.map((value): ComparedCell => {
    const isBest = value === best && known.length > 1 && known.some((other) => other !== best);
    return { text: value === null ? null : formatNumber(value, 6), marks: isBest ? ["best"] : [] };
  });
  return { name: metric, cells, same: new Set(values).size <= 1 };
}

function plainRow(
  name: string,
  incumbents: readonly ComparedIncumbent[],
  describe: (trial: Trial) => string | null,
): ComparedRow {
  const cells = incumbents.map(({ trial }) => ({ text: trial === null ? null : describe(trial), marks: [] }));
  return { name, cells, same: new Set(cells.map(({ text }) => text)).size <= 1 };
}

/** A parameter that is inactive or unknown to a study is a gap, and no difference to speak of. */
function assignmentRow(name: string, incumbents: readonly ComparedIncumbent[]): ComparedRow {
  const values = incumbents.map(({ trial }) => trial?.assignments[name]);
  const [reference] = values;
  const logarithmic = isLogarithmic(incumbents[0]?.space[name]);
  const cells = values.map((value): ComparedCell => {
    if (value === undefined) return { text: null, marks: [] };
    const differs = reference !== undefined && value !== reference;
    const change = changeOf({ value, reference, logarithmic });
    return { text: formatParameterValue(value), marks: differs ? [change ?? "other"] : [] };
  });
  return { name, cells, same: new Set(values).size <= 1 };
}
