"use client";

import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useTRPC } from "@/components/workspace/trpc";
import type { SpaceRevision } from "@/lib/contract/space-revision";
import { actorName } from "@/lib/format/actor-name";
import { countOf } from "@/lib/format/count";
import { formatDate, formatExactTime } from "@/lib/format/date";
import { SpaceChanges } from "./space-changes";

interface SpaceRevisionsDialogProps {
  readonly studyId: string;
  readonly onClose: () => void;
}

/** How the study's search space came to be what it is. */
export function SpaceRevisionsDialog({ studyId, onClose }: SpaceRevisionsDialogProps) {
  const trpc = useTRPC();
  const revisions = useQuery(trpc.study["space-revisions"].queryOptions({ study_id: studyId }));
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => open || onClose()}
      title="Search space history"
      description="Trials keep the revision they were handed out in."
    >
      {revisions.isError ? (
        <ErrorState title="The history could not be loaded" onRetry={() => void revisions.refetch()}>
          {revisions.error.message}
        </ErrorState>
      ) : revisions.data === undefined ? (
        <SkeletonRows label="Loading the history" rows={3} />
      ) : (
        <ol className="divide-y divide-line">
          {revisions.data.data.map((revision) => (
            <Revision key={revision.revision} revision={revision} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function Revision({ revision }: { readonly revision: SpaceRevision }) {
  const { created_at, created_by, changes, changes_total, trials } = revision;
  return (
    <li className="flex flex-col gap-2 py-3">
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-semibold">Revision {revision.revision}</span>
        <span className="text-ink-soft">
          <time dateTime={created_at} title={formatExactTime(created_at)}>
            {formatDate(created_at)}
          </time>
          {created_by === null ? "" : `, ${actorName(created_by)}`}
        </span>
        <span className="tnum ml-auto text-ink-faint">{countOf(trials, "trial")}</span>
      </p>
      {changes.length === 0 ? (
        <p className="text-sm text-ink-soft">The space the study began with.</p>
      ) : (
        <SpaceChanges changes={changes} total={changes_total} />
      )}
    </li>
  );
}
