import type { StudyProgress } from "@/lib/analysis/study-progress";
import { formatCount } from "@/lib/format/count";
import { ProgressBar } from "./progress-bar";

interface TrialsProgressProps {
  readonly progress: StudyProgress;
  /** Its width. */
  readonly className: string;
}

/** How far a study in a list is: the numbers over the bar, so that all bars of a column are equally long. */
export function TrialsProgress({ progress, className }: TrialsProgressProps) {
  return (
    <span className={`flex flex-col gap-1 ${className}`}>
      <span className="text-xs text-ink-soft tabular-nums">
        {formatCount(progress.ended)}
        {progress.budget === null ? " ended" : ` / ${formatCount(progress.budget)}`}
      </span>
      <ProgressBar progress={progress} className="h-1.5" />
    </span>
  );
}
