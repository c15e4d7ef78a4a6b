import Link from "next/link";
import { studyProgress } from "@/lib/analysis/study-progress";
import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { formatCount } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatNumber, toNumber } from "@/lib/format/number";
import { ProgressBar } from "./progress-bar";
import { StudyStateBadge } from "./study-state-badge";

export interface StudyListItem {
  readonly study: Study;
  readonly incumbent: Trial | null;
}

interface StudyListProps {
  readonly items: readonly StudyListItem[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
}

const HEAD = "px-4 py-2 font-medium";

/** Studies with how far they are and the best they found. */
export function StudyList({ items, workspaceSlug, nowMs }: StudyListProps) {
  return (
    <table className="relative w-full text-sm tabular-nums sm:table-fixed">
      <thead className="text-left text-xs text-ink-soft max-sm:sr-only">
        <tr className="border-b border-line">
          <th scope="col" className={HEAD}>
            Study
          </th>
          <th scope="col" className={`${HEAD} w-28`}>
            State
          </th>
          <th scope="col" className={`${HEAD} w-56`}>
            Trials
          </th>
          <th scope="col" className={`${HEAD} w-40 text-right`}>
            Best value
          </th>
          <th scope="col" className={`${HEAD} w-32 text-right max-lg:hidden`}>
            Created
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <StudyRow key={item.study.id} item={item} workspaceSlug={workspaceSlug} nowMs={nowMs} />
        ))}
      </tbody>
    </table>
  );
}

const CELL = "px-4 py-2.5 max-sm:px-0 max-sm:py-0.5";

function StudyRow({
  item: { study, incumbent },
  workspaceSlug,
  nowMs,
}: { item: StudyListItem } & Omit<StudyListProps, "items">) {
  const progress = studyProgress(study);
  const metric = study.objectives[0]?.metric ?? "";
  const best = incumbent?.values[metric];
  return (
    <tr className="border-b border-line last:border-b-0 hover:bg-sunken max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:px-4 max-sm:py-2.5">
      <th scope="row" className={`${CELL} min-w-0 text-left font-medium`}>
        <Link
          href={`/${workspaceSlug}/${study.project_id}/${study.id}`}
          className="block truncate rounded-sm hover:text-accent-strong hover:underline"
        >
          <bdi>{study.name}</bdi>
        </Link>
        <span className="block truncate text-xs font-normal text-ink-faint">{study.sampler.name}</span>
      </th>
      <td className={`${CELL} max-sm:text-right`}>
        <StudyStateBadge study={study} />
      </td>
      <td className={CELL}>
        <div className="flex items-center gap-3">
          <ProgressBar progress={progress} className="h-1.5 min-w-20 flex-1" />
          <span className="w-20 shrink-0 text-right text-xs text-ink-soft">
            {formatCount(progress.ended)} / {formatCount(progress.budget)}
          </span>
        </div>
      </td>
      <td className={`${CELL} text-right`}>
        {best === undefined ? (
          <span className="text-ink-faint">none yet</span>
        ) : (
          <>
            <span className="font-medium">{formatNumber(toNumber(best.value), 6)}</span>
            <bdi className="block truncate text-xs text-ink-faint">{metric}</bdi>
          </>
        )}
      </td>
      <td className={`${CELL} text-right text-ink-soft max-lg:hidden`}>
        <time dateTime={study.created_at} title={formatExactTime(study.created_at)}>
          {formatAgo(study.created_at, nowMs)}
        </time>
      </td>
    </tr>
  );
}
