import Link from "next/link";
import { Card } from "@/components/ui/card";
import { activityItems, type SentencePart } from "@/lib/analysis/activity-sentence";
import type { Activity } from "@/lib/contract/workspace-activity";
import { formatAgo, formatExactTime } from "@/lib/format/date";

/** What fits beside the chart of usage. */
const ITEMS_MAX = 9;

interface ActivityCardProps {
  readonly activities: readonly Activity[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
}

/** Who did what lately. */
export function ActivityCard({ activities, workspaceSlug, nowMs }: ActivityCardProps) {
  const items = activityItems(activities, ITEMS_MAX);
  return (
    <Card id="activity" title="Activity">
      {items.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">
          Nothing yet. Who creates, changes, stops or shares something is listed here.
        </p>
      ) : (
        <ol className="divide-y divide-line">
          {items.map(({ id, at, sentence }) => (
            <li key={id} className="flex items-baseline justify-between gap-3 px-4 py-2 text-sm">
              <p className="min-w-0 wrap-anywhere text-ink-soft">
                {sentence.map((part, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other place than their own
                  <span key={index}>
                    {index === 0 ? "" : " "}
                    <Part part={part} workspaceSlug={workspaceSlug} />
                  </span>
                ))}
              </p>
              <time
                dateTime={at}
                title={formatExactTime(at)}
                className="shrink-0 text-xs whitespace-nowrap text-ink-faint tabular-nums"
              >
                {formatAgo(at, nowMs)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Part({ part, workspaceSlug }: { readonly part: SentencePart; readonly workspaceSlug: string }) {
  if (part.kind === "words") return part.text;
  if (part.path === null) return <bdi className="font-medium text-ink">{part.text}</bdi>;
  return (
    <Link
      href={`/${workspaceSlug}${part.path}`}
      className="rounded-sm font-medium text-ink hover:text-accent-strong hover:underline"
    >
      <bdi>{part.text}</bdi>
    </Link>
  );
}
