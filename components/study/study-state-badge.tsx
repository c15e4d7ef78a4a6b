import { type DescribedStudy, describeStudyState } from "@/lib/analysis/study-progress";
import type { StudyState } from "@/lib/contract/study";

const LOOKS: Readonly<Record<StudyState, string>> = {
  active: "border-transparent bg-accent-soft text-accent-strong",
  paused: "border-line-strong bg-surface text-ink-soft",
  stopped: "border-line-strong bg-surface text-ink-soft",
  finished: "border-transparent bg-sunken text-ink",
};

export function StudyStateBadge({ study }: { readonly study: DescribedStudy }) {
  const { label, because } = describeStudyState(study);
  return (
    <span
      title={because === null ? undefined : `${label}: ${because}`}
      className={`inline-flex h-5 items-center rounded-full border px-2 text-xs font-medium ${LOOKS[study.state]}`}
    >
      {label}
    </span>
  );
}
