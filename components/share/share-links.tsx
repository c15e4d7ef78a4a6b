"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { ShareLink } from "@/lib/contract/share";
import { countOf } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatDuration } from "@/lib/format/duration";
import { sharePartWords } from "./share-part-words";

const DAY_MS = 86_400_000;

interface ShareLinksProps {
  readonly studyId: string;
  readonly nowMs: number;
}

/** The links of a study and what became of them. Their addresses are shown to nobody again. */
export function ShareLinks({ studyId, nowMs }: ShareLinksProps) {
  const trpc = useTRPC();
  const links = useQuery(trpc.share.list.queryOptions({ study_id: studyId, limit: 100 }));
  return (
    <section aria-labelledby="share-links" className="border-t border-line pt-4">
      <h3 id="share-links" className="text-sm font-semibold">
        Links of this study
      </h3>
      {links.isPending ? <Skeleton className="mt-3 h-10" /> : null}
      {links.isError ? <ErrorState title="The links could not be loaded" onRetry={() => void links.refetch()} /> : null}
      {links.data?.data.length === 0 ? <p className="mt-1 text-sm text-ink-soft">Nobody has one yet.</p> : null}
      <ul className="mt-1 divide-y divide-line">
        {links.data?.data.map((link) => (
          <LinkItem key={link.id} link={link} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function LinkItem({ link, nowMs }: { readonly link: ShareLink; readonly nowMs: number }) {
  const { title, shows, state, created_at, expires_at, last_opened_at } = link;
  const parts = shows.map((part) => sharePartWords[part].name.toLowerCase());
  return (
    <li className="flex items-start gap-3 py-2.5 text-sm">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 font-medium break-words">{title ?? "Under the study’s name"}</bdi>
          {state === "open" ? null : <Badge>{state}</Badge>}
        </p>
        <p className="text-xs text-pretty text-ink-soft">
          {parts.length === 0 ? "progress and values only" : `with ${parts.join(", ")}`}
        </p>
        <p className="text-xs text-ink-faint">
          made {formatAgo(created_at, nowMs)} ·{" "}
          {last_opened_at === null ? "never opened" : `last opened ${formatAgo(last_opened_at, nowMs)}`}
          {state === "open" ? (
            <>
              {" "}
              ·{" "}
              <time dateTime={expires_at} title={formatExactTime(expires_at)}>
                {timeLeft(Date.parse(expires_at) - nowMs)} left
              </time>
            </>
          ) : null}
        </p>
      </div>
      {state === "open" ? <RevokeButton link={link} /> : null}
    </li>
  );
}

/** Whole days, of which thirty are thirty also a second later; hours on the last two. */
function timeLeft(ms: number): string {
  return ms > 2 * DAY_MS ? countOf(Math.ceil(ms / DAY_MS), "day") : formatDuration(ms);
}

function RevokeButton({ link }: { readonly link: ShareLink }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const revoke = useMutation(
    trpc.share.revoke.mutationOptions({
      onSuccess: () => toast({ title: "Link revoked", tone: "success" }),
      onSettled: () => void queryClient.invalidateQueries(trpc.share.list.pathFilter()),
    }),
  );
  return (
    <ConfirmDialog
      title="Revoke this link?"
      description="Its page is gone at once for everybody who has the address. You can make another link."
      confirmLabel="Revoke link"
      onConfirm={() => revoke.mutateAsync({ share_link_id: link.id })}
      trigger={
        <Button size="sm" variant="quiet">
          Revoke
        </Button>
      }
    />
  );
}
