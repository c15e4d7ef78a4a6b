import { trialStateLook } from "@/components/trial/trial-state-look";
import type { StudyProgress } from "@/lib/analysis/study-progress";
import { countOf, formatCount } from "@/lib/format/count";

interface ProgressBarProps {
  readonly progress: StudyProgress;
  readonly className?: string;
}

/** The budget as a bar, a segment per state. Drawn as SVG, since the content security policy allows no inline styles. */
export function ProgressBar({ progress, className = "h-2" }: ProgressBarProps) {
  const parts = progress.segments.map(
    ({ state, count }) => `${formatCount(count)} ${trialStateLook[state].label.toLowerCase()}`,
  );
  const of = progress.budget === null ? "" : ` of ${countOf(progress.budget, "trial")}`;
  const label = `${formatCount(progress.ended)}${of} ended. ${parts.join(", ")}.`;
  let start = 0;
  return (
    <svg role="img" aria-label={label} className={`block w-full overflow-hidden rounded-full bg-track ${className}`}>
      <title>{parts.join(" · ")}</title>
      {progress.segments.map(({ state, share }) => {
        const x = start;
        start += share;
        return (
          <rect
            key={state}
            x={`${x * 100}%`}
            width={`${share * 100}%`}
            height="100%"
            className={trialStateLook[state].svgFill}
          />
        );
      })}
    </svg>
  );
}
