import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { columnNumberFormat, formatNumber, toNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";

export interface TrialColumn {
  readonly key: string;
  readonly name: string;
  readonly kind: "objective" | "parameter";
  readonly numeric: boolean;
  /** What the cell says; `null` is a gap: the trial has no such value. */
  readonly text: (trial: Trial) => string | null;
}

/** The columns that depend on the study: its objectives, then its parameters in the order of the search space. */
export function trialColumns(
  study: Pick<Study, "objectives" | "search_space">,
  trials: readonly Trial[],
): readonly TrialColumn[] {
  return [
    ...study.objectives.map(({ metric }) => objectiveColumn(metric, trials)),
    ...Object.keys(study.search_space).map((name) => parameterColumn(name, trials)),
  ];
}

function objectiveColumn(metric: string, trials: readonly Trial[]): TrialColumn {
  const values = trials.flatMap((trial) => {
    const stored = trial.values[metric];
    return stored === undefined ? [] : [toNumber(stored.value)];
  });
  const format = columnNumberFormat(values);
  return {
    key: `objective ${metric}`,
    name: metric,
    kind: "objective",
    numeric: true,
    text: (trial) => {
      const stored = trial.values[metric];
      return stored === undefined ? null : format(toNumber(stored.value));
    },
  };
}

function parameterColumn(name: string, trials: readonly Trial[]): TrialColumn {
  const values = trials.map((trial) => trial.assignments[name]).filter((value) => value !== undefined);
  const numbers = values.filter((value) => typeof value === "number");
  const numeric = numbers.length > 0 && numbers.length === values.length;
  const format = numeric ? columnNumberFormat(numbers) : formatNumber;
  return {
    key: `parameter ${name}`,
    name,
    kind: "parameter",
    numeric,
    text: (trial) => {
      const value = trial.assignments[name];
      if (value === undefined) return null;
      return typeof value === "number" ? format(value) : formatParameterValue(value);
    },
  };
}
