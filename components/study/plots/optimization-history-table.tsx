import type { OptimizationHistory } from "@/lib/analysis/optimization-history";
import { columnNumberFormat } from "@/lib/format/number";

interface OptimizationHistoryTableProps {
  readonly history: OptimizationHistory;
  readonly metric: string;
  /** Absent where a trial cannot be opened. */
  readonly onSelect?: (number: number) => void;
}

/** The plot as a table: each trial that improved on all before it. */
export function OptimizationHistoryTable({ history, metric, onSelect }: OptimizationHistoryTableProps) {
  const format = columnNumberFormat(history.bestSoFar.map((point) => point.value));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label="Improvements" tabIndex={0} className="h-80 overflow-auto">
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-surface text-left text-xs text-ink-soft">
          <tr>
            <th scope="col" className="px-4 py-2 font-medium">
              Trial
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              Best <bdi>{metric}</bdi> so far
            </th>
          </tr>
        </thead>
        <tbody>
          {history.bestSoFar.toReversed().map(({ trial, value }) => (
            <tr key={trial.number} className="border-t border-line">
              <td className="px-4 py-1.5">
                {onSelect === undefined ? (
                  trial.number
                ) : (
                  <button
                    type="button"
                    className="rounded-sm text-accent-strong hover:underline"
                    onClick={() => onSelect(trial.number)}
                  >
                    {trial.number}
                  </button>
                )}
              </td>
              <td className="px-4 py-1.5 text-right">{format(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
