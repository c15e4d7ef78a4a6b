import Link from "next/link";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { studyAttention } from "@/lib/analysis/study-attention";
import type { StudySummary } from "@/lib/contract/study-summary";
import { countOf } from "@/lib/format/count";

/** What helps: the first few. A workspace full of stalled studies is one thing to know, not fifty. */
const SHOWN_MAX = 5;

interface AttentionCardProps {
  readonly studies: readonly StudySummary[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
}

/** The studies that someone should look at, and why. Nothing when all is well. */
export function AttentionCard({ studies, workspaceSlug, nowMs }: AttentionCardProps) {
  const found = studies.flatMap((study) => {
    const reason = studyAttention(study, nowMs);
    return reason === null ? [] : [{ study, reason }];
  });
  if (found.length === 0) return null;
  return (
    <Card id="attention" title="Needs attention" note={countOf(found.length, "study", "studies")}>
      <ul className="divide-y divide-line">
        {found.slice(0, SHOWN_MAX).map(({ study, reason }) => (
          <li key={study.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
            <Icon name="alert" className="size-4 self-center text-failed" />
            <Link
              href={`/${workspaceSlug}/${study.project_id}/${study.id}`}
              className="min-w-0 truncate rounded-sm font-medium hover:text-accent-strong hover:underline"
            >
              <bdi>{study.name}</bdi>
            </Link>
            <span className="text-ink-soft">{reason}</span>
          </li>
        ))}
        {found.length > SHOWN_MAX ? (
          <li className="px-4 py-2.5 text-sm text-ink-soft">
            and {countOf(found.length - SHOWN_MAX, "more study", "more studies")}
          </li>
        ) : null}
      </ul>
    </Card>
  );
}
