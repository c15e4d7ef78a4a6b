import type { ChartColor } from "./chart-colors";

/** `line`s tell themselves apart by their pattern too, `dot`s and `ring`s by their shape. */
export type LegendMark = "line" | "dashed" | "dotted" | "dot" | "ring" | "cross" | "square" | "diamond";

export interface LegendEntry {
  readonly label: string;
  readonly mark: LegendMark;
  readonly color: ChartColor;
}

/** As classes, since the content security policy allows no inline styles in the first page. */
const INK: Partial<Readonly<Record<ChartColor, string>>> = {
  accent: "text-accent",
  completed: "text-completed",
  running: "text-running",
  queued: "text-queued",
  paused: "text-paused",
  cancelled: "text-cancelled",
  inkFaint: "text-ink-faint",
  inkSoft: "text-ink-soft",
  pruned: "text-pruned",
  failed: "text-failed",
  series1: "text-series-1",
  series2: "text-series-2",
  series3: "text-series-3",
  series4: "text-series-4",
  series5: "text-series-5",
  series6: "text-series-6",
  series7: "text-series-7",
  series8: "text-series-8",
};

export const DASHES: Partial<Readonly<Record<LegendMark, string>>> = { dashed: "5 3", dotted: "1.5 2.5" };

/** A mark as it stands in the plot. */
export function ChartMark({ mark, color }: Omit<LegendEntry, "label">) {
  return (
    <svg
      viewBox="0 0 18 8"
      className={`h-2 w-4.5 shrink-0 ${INK[color] ?? "text-ink"}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      {mark === "dot" ? <circle cx="9" cy="4" r="3.5" fill="currentColor" stroke="none" /> : null}
      {mark === "ring" ? <circle cx="9" cy="4" r="3" strokeWidth="1.5" /> : null}
      {mark === "cross" ? <path d="M6 1l6 6M12 1l-6 6" strokeWidth="1.75" /> : null}
      {mark === "square" ? <rect x="5.5" y="0.5" width="7" height="7" fill="currentColor" stroke="none" /> : null}
      {mark === "diamond" ? <path d="M9 0l4 4-4 4-4-4z" fill="currentColor" stroke="none" /> : null}
      {mark === "line" || mark === "dashed" || mark === "dotted" ? (
        <path d="M0 4h18" strokeDasharray={DASHES[mark]} />
      ) : null}
    </svg>
  );
}

interface ChartLegendProps {
  readonly entries: readonly LegendEntry[];
  /** What the picture leaves out or cuts. */
  readonly remarks: readonly string[];
}

/** What the marks mean, and what the picture does not show. */
export function ChartLegend({ entries, remarks }: ChartLegendProps) {
  if (entries.length === 0 && remarks.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-3 text-xs text-ink-soft">
      {entries.map(({ label, mark, color }) => (
        <li key={`${color} ${mark} ${label}`} className="flex min-w-0 items-center gap-1.5">
          <ChartMark mark={mark} color={color} />
          <bdi className="max-w-64 truncate" title={label}>
            {label}
          </bdi>
        </li>
      ))}
      {remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}
