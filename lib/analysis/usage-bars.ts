import { type EndState, endStates, type UsageDay } from "../contract/workspace-usage";
import { countOf } from "../format/count";
import { formatDay } from "../format/date";
import type { PlotTable } from "./plot-table";

export interface UsageBar {
  readonly day: string;
  readonly total: number;
  /** From the bottom up; only what there is. Places are shares of the chart's height. */
  readonly segments: readonly { readonly state: EndState; readonly from: number; readonly share: number }[];
  /** The day in words: how many ended, and as what where that says more. */
  readonly text: string;
}

export interface UsageBars {
  readonly bars: readonly UsageBar[];
  /** What the height of the chart stands for. */
  readonly top: number;
  readonly total: number;
  readonly states: readonly EndState[];
}

/** Days as stacked bars on one scale. */
export function usageBars(days: readonly UsageDay[]): UsageBars {
  const totals = days.map(({ ended }) => sum(ended));
  const top = Math.max(1, ...totals);
  return {
    top,
    total: totals.reduce((all, total) => all + total, 0),
    states: endStates.filter((state) => days.some(({ ended }) => ended[state] > 0)),
    bars: days.map(({ day, ended }, index) => {
      let from = 0;
      const segments = endStates
        .filter((state) => ended[state] > 0)
        .map((state) => {
          const share = ended[state] / top;
          from += share;
          return { state, from: from - share, share };
        });
      const total = totals[index] ?? 0;
      const parts = segments.map(({ state }) => `${ended[state].toLocaleString("en-US")} ${state}`);
      const detail = segments.length === 0 ? "" : `: ${parts.join(", ")}`;
      return { day, total, segments, text: `${formatDay(day)}, ${countOf(total, "trial")}${detail}` };
    }),
  };
}

/** The same as a table, the newest day first. */
export function usageTable(days: readonly UsageDay[]): PlotTable {
  const numeric = ["Trials", ...endStates.map((state) => state.charAt(0).toUpperCase() + state.slice(1))];
  return {
    columns: [{ name: "Day", numeric: false }, ...numeric.map((name) => ({ name, numeric: true }))],
    rows: days
      .toReversed()
      .map(({ day, ended }) => [formatDay(day), sum(ended), ...endStates.map((state) => ended[state])]),
  };
}

function sum(ended: UsageDay["ended"]): number {
  return endStates.reduce((all, state) => all + ended[state], 0);
}
