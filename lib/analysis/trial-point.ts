import type { StudySeries } from "@/lib/contract/study-series";
import type { TrialState } from "@/lib/contract/trial";
import { toNumber } from "@/lib/format/number";

export type ParameterValue = string | number | boolean | null;

/** What plots need to know of a trial. */
export interface TrialPoint {
  readonly number: number;
  readonly state: TrialState;
  /** Its result came from elsewhere. */
  readonly imported?: boolean;
  /** Final values by metric; NaN and the infinities as the words JSON needs. */
  readonly values: Readonly<Record<string, number | "NaN" | "Infinity" | "-Infinity">>;
  /** An inactive parameter is absent. */
  readonly params: Readonly<Record<string, ParameterValue>>;
  readonly feasible: boolean | null;
  /** It runs, and its worker is told to stop with its next report. */
  readonly stopping: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Columns that are not there leave their cells empty. */
type TrialColumns = Pick<
  StudySeries,
  "numbers" | "states" | "feasible" | "started" | "finished" | "values" | "parameters"
> &
  Partial<Pick<StudySeries, "imported" | "stopping">>;

/** The trials of a series, which comes as columns since that is a third of its size. */
export function toTrialPoints(series: TrialColumns): readonly TrialPoint[] {
  const stopping = new Set(series.stopping);
  return series.numbers.map((number, row) => ({
    number,
    state: series.states[row] ?? "queued",
    ...(series.imported?.[row] === true && { imported: true }),
    values: rowOf(series.values, (column) => [column.metric, column.values[row] ?? undefined]),
    params: rowOf(series.parameters, (column) => [column.name, parameterAt(column, row)]),
    feasible: series.feasible[row] ?? null,
    stopping: stopping.has(number),
    startedAt: series.started[row] ?? null,
    finishedAt: series.finished[row] ?? null,
  }));
}

/** The value of one metric; `null` when there is none, which is not the same as NaN. */
export function pointValue(point: TrialPoint, metric: string): number | null {
  const value = point.values[metric];
  return value === undefined ? null : toNumber(value);
}

function parameterAt(column: StudySeries["parameters"][number], row: number): ParameterValue | undefined {
  if (column.kind === "number") return column.values[row] ?? undefined;
  const index = column.indexes[row];
  return index === null || index === undefined ? undefined : column.choices[index];
}

function rowOf<Column, Value>(
  columns: readonly Column[],
  cell: (column: Column) => readonly [name: string, value: Value | undefined],
): Record<string, Value> {
  const row: Record<string, Value> = {};
  for (const column of columns) {
    const [name, value] = cell(column);
    if (value !== undefined) row[name] = value;
  }
  return row;
}
