import type { StudyPlan } from "../contract/study-plan";
import { countOf, formatCount } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatNumber } from "../format/number";

interface PlanRow {
  readonly label: string;
  readonly value: string;
}

/** What a plan says in a few lines; what it does not know is left out. */
export function planRows(plan: StudyPlan): readonly PlanRow[] {
  const { resource, seconds, cost, workers } = plan;
  return [
    { label: "Trials", value: `${formatCount(plan.trials)}${endings(plan)}` },
    ...(resource === null
      ? []
      : [
          {
            label: "Trained in all",
            value: `${countOf(Math.round(resource.total), resource.name)}, ${formatNumber(resource.share * 100, 2)} % of what they would take without a scheduler`,
          },
        ]),
    ...(seconds === null
      ? []
      : [{ label: "Time", value: `${formatDuration(seconds * 1000)} with ${countOf(workers, "worker")}` }]),
    ...(cost === null ? [] : [{ label: "Cost", value: formatNumber(cost, 4) }]),
    ...(plan.certainty === "example"
      ? [{ label: "Certainty", value: "an example: what is stopped depends on the learning curves" }]
      : []),
  ];
}

function endings({ completed, stopped, not_promoted }: StudyPlan): string {
  const parts = [
    [completed, "to their end"],
    [stopped, "stopped early"],
    [not_promoted, "left at a rung"],
  ] as const;
  if (stopped === 0 && not_promoted === 0) return "";
  const said = parts.filter(([count]) => count > 0).map(([count, how]) => `${formatCount(count)} ${how}`);
  return `: ${said.join(", ")}`;
}

interface LevelRow {
  readonly resource: number;
  readonly results: number;
  /** Null where nobody is promoted: of the last rung, and of schedulers that only stop. */
  readonly goOn: number | null;
  /** Of the widest, in per cent. */
  readonly width: string;
  readonly goOnWidth: string;
}

const ROWS_MAX = 12;

/** The rungs as bars, the busiest as wide as there is room. Of many, evenly spaced ones and the last. */
export function planLevels({ levels }: StudyPlan): { readonly rows: readonly LevelRow[]; readonly left: number } {
  const most = Math.max(1, ...levels.map(({ results }) => results));
  const every = Math.ceil(levels.length / ROWS_MAX);
  const shown = levels.filter((_, index) => index % every === 0 || index === levels.length - 1);
  const promotes = levels.some(({ promotions }) => promotions > 0);
  const percent = (share: number): string => `${Math.min(100, share * 100)}%`;
  return {
    rows: shown.map(({ resource, results, promotions }) => ({
      resource,
      results,
      goOn: promotes && promotions > 0 ? promotions : null,
      width: percent(results / most),
      goOnWidth: percent(results === 0 ? 0 : promotions / results),
    })),
    left: levels.length - shown.length,
  };
}
