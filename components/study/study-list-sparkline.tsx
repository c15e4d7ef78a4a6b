import { Gap } from "@/components/ui/gap";
import { sparklinePath } from "@/lib/analysis/sparkline-path";
import type { StudySummary } from "@/lib/contract/study-summary";
import { formatNumber } from "@/lib/format/number";

const BOX = { width: 96, height: 20 };

/** The course of the best value, small: whether it still falls, not where it stands. */
export function StudyListSparkline({ curve }: Pick<StudySummary, "curve">) {
  const path = sparklinePath(curve, BOX);
  if (path === null) return <Gap />;
  const [from, to] = [curve[0]?.value ?? 0, curve.at(-1)?.value ?? 0];
  return (
    <svg
      role="img"
      aria-label={`Best value so far: from ${formatNumber(from)} to ${formatNumber(to)}`}
      viewBox={`-1 -2 ${BOX.width + 2} ${BOX.height + 4}`}
      className="block h-6 w-24 text-accent"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
