import type { Study } from "@/lib/contract/study";
import { formatField } from "@/lib/domain/trial-filter/format-field";
import { formatDuration } from "@/lib/format/duration";
import { columnNumberFormat, formatNumber, toNumber } from "@/lib/format/number";
import { formatParameterName } from "@/lib/format/parameter-name";
import { formatParameterValue } from "@/lib/format/parameter-value";
import type { TrialPoint } from "./trial-point";

export interface TrialColumn {
  /** As a filter and a sort write it. */
  readonly key: string;
  readonly name: string;
  readonly kind: "objective" | "parameter" | "duration";
  readonly numeric: boolean;
  /** What the cell says; `null` is a gap: the trial has no such value. */
  readonly text: (point: TrialPoint, nowMs: number) => string | null;
}

/** The columns that depend on the study: its objectives, its parameters in the order of the search space, the duration. */
export function trialColumns(
  study: Pick<Study, "objectives" | "search_space">,
  points: readonly TrialPoint[],
): readonly TrialColumn[] {
  return [
    ...study.objectives.map(({ metric }) => objectiveColumn(metric, points)),
    ...Object.keys(study.search_space).map((name) => parameterColumn(name, points)),
    DURATION,
  ];
}

const DURATION: TrialColumn = {
  key: "duration",
  name: "Duration",
  kind: "duration",
  numeric: true,
  text: ({ startedAt, finishedAt }, nowMs) =>
    startedAt === null ? null : formatDuration(Math.max(0, (finishedAt ?? nowMs) - startedAt)),
};

/** Enough to know a column's magnitudes; all values of a large study would take longer than drawing the table. */
const SAMPLE = 500;

function sampleOf(points: readonly TrialPoint[]): readonly TrialPoint[] {
  const every = Math.max(1, Math.floor(points.length / SAMPLE));
  return points.filter((_, index) => index % every === 0);
}

function objectiveColumn(metric: string, points: readonly TrialPoint[]): TrialColumn {
  const values = sampleOf(points).flatMap((point) => {
    const value = point.values[metric];
    return value === undefined ? [] : [toNumber(value)];
  });
  const format = columnNumberFormat(values);
  return {
    key: formatField({ kind: "value", name: metric }),
    name: metric,
    kind: "objective",
    numeric: true,
    text: (point) => {
      const value = point.values[metric];
      return value === undefined ? null : format(toNumber(value));
    },
  };
}

function parameterColumn(name: string, points: readonly TrialPoint[]): TrialColumn {
  const values = sampleOf(points)
    .map((point) => point.params[name])
    .filter((value) => value !== undefined);
  const numbers = values.filter((value) => typeof value === "number");
  const numeric = numbers.length > 0 && numbers.length === values.length;
  const format = numeric ? columnNumberFormat(numbers) : formatNumber;
  return {
    key: formatField({ kind: "param", name }),
    name: formatParameterName(name),
    kind: "parameter",
    numeric,
    text: (point) => {
      const value = point.params[name];
      if (value === undefined) return null;
      return typeof value === "number" ? format(value) : formatParameterValue(value);
    },
  };
}
