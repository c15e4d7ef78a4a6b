import type { SharedHistory, SharedParameter, SharedStudy, SharedTrial } from "@/lib/contract/shared-study";
import { formatNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";
import { type TrialColumn, trialColumns } from "./trial-columns";
import { type TrialPoint, toTrialPoints } from "./trial-point";

/** More columns than this are not read on a page that is looked at once. */
const PARAMETER_COLUMNS_MAX = 16;

/** The trials of a shared picture, as plots know them. When each ran is not shared. */
export function sharedPoints(history: SharedHistory): readonly TrialPoint[] {
  return toTrialPoints({ ...history, started: [], finished: [], parameters: [] });
}

export interface SharedTable {
  readonly columns: readonly TrialColumn[];
  readonly rows: readonly TrialPoint[];
  /** Parameters that have no column: there are too many. */
  readonly hiddenParameters: number;
}

/** The table of the best trials; `null` where the link shows none. */
export function sharedTable(
  shared: Pick<SharedStudy, "objectives" | "best_trials" | "parameters">,
): SharedTable | null {
  if (shared.best_trials === null) return null;
  const rows = shared.best_trials.map(toPoint);
  const names = (shared.parameters ?? []).slice(0, PARAMETER_COLUMNS_MAX);
  const space = Object.fromEntries(names.map((name) => [name, {}]));
  return {
    columns: trialColumns({ objectives: shared.objectives, search_space: space }, rows).filter(
      ({ kind }) => kind !== "duration",
    ),
    rows,
    hiddenParameters: (shared.parameters ?? []).length - names.length,
  };
}

function toPoint({ number, values, assignments }: SharedTrial): TrialPoint {
  return {
    number,
    state: "completed",
    values: Object.fromEntries(values.map(({ metric, value }) => [metric, value])),
    params: assignments ?? {},
    feasible: null,
    stopping: false,
    startedAt: null,
    finishedAt: null,
  };
}

export interface DescribedParameter {
  readonly name: string;
  readonly type: string;
  readonly domain: string;
  /** What else is to be known of it. */
  readonly note: string | null;
}

const SCALES = { linear: null, log: "log scale", reverse_log: "reverse log scale", logit: "logit scale" } as const;

/** A parameter's domain in words. */
export function describeSharedParameter(parameter: SharedParameter): DescribedParameter {
  const { name, conditional } = parameter;
  const note = (...parts: readonly (string | null)[]) => {
    const said = [...parts, conditional ? "only in some trials" : null].filter((part) => part !== null);
    return said.length === 0 ? null : said.join(", ");
  };
  switch (parameter.kind) {
    case "range": {
      const { type, low, high, scale, step } = parameter;
      const steps = step === null ? null : `in steps of ${formatNumber(step)}`;
      return { name, type, domain: `${formatNumber(low)} to ${formatNumber(high)}`, note: note(SCALES[scale], steps) };
    }
    case "choices": {
      const { type, choices, choices_total } = parameter;
      const more = choices_total - choices.length;
      const named = choices.map(formatParameterValue).join(" · ");
      return { name, type, domain: more > 0 ? `${named} and ${more} more` : named, note: note() };
    }
    case "fixed":
      return { name, type: "fixed", domain: formatParameterValue(parameter.value), note: note() };
  }
}
