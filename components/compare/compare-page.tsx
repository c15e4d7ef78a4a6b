"use client";

import { useState } from "react";
import { LiveIndicator } from "@/components/study/live-indicator";
import { useLiveStudies } from "@/components/study/use-live-studies";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { COMPARED_MIN, type CompareView, compareHref } from "@/lib/analysis/compare-address";
import type { Study } from "@/lib/contract/study";
import { countOf } from "@/lib/format/count";
import { CompareBody } from "./compare-body";
import { CompareNotices, type Omitted } from "./compare-notices";
import { useComparedStudies } from "./use-compared-studies";

interface ComparePageProps {
  /** `/<workspace>/<project>`. */
  readonly projectHref: string;
  readonly baseUrl: string;
  readonly studyIds: readonly string[];
  readonly omitted: Omitted;
  readonly firstView: CompareView;
}

/** Studies of a project beside each other. It follows them while it is open; how it is looked at stands in the address. */
export function ComparePage({ projectHref, baseUrl, studyIds, omitted, firstView }: ComparePageProps) {
  const [view, setView] = useState(firstView);
  const compared = useComparedStudies(studyIds, view.objective);
  const liveness = useLiveStudies(studyIds);
  const path = `${projectHref}/compare`;
  const change = (part: Partial<CompareView>) => {
    const next = { ...view, ...part };
    setView(next);
    window.history.replaceState(null, "", compareHref(path, studyIds, next));
  };
  const { studies, chosen } = compared;
  const complete = studies.length === studyIds.length && chosen !== null;
  return (
    <>
      <PageHeader
        title={`Compare ${countOf(studyIds.length, "study", "studies")}`}
        description={<Names studies={studies} />}
        actions={
          <>
            <LiveIndicator liveness={liveness} />
            <CopyButton text={`${baseUrl}${compareHref(path, studyIds, view)}`} label="Copy link" />
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <CompareNotices omitted={omitted} compared={compared} onObjective={(objective) => change({ objective })} />
        {complete ? (
          <CompareBody
            key={studyIds.join(",")}
            compared={{ ...compared, chosen }}
            view={view}
            onView={change}
            studyHref={(id) => `${projectHref}/${id}`}
            idsHref={(ids) => compareHref(path, ids, view)}
            mayLeaveOut={studyIds.length > COMPARED_MIN}
          />
        ) : compared.failed === null ? (
          <ComparePending />
        ) : (
          <ErrorState title="The studies could not be loaded" onRetry={compared.retry}>
            {compared.failed.message}
          </ErrorState>
        )}
      </div>
    </>
  );
}

function Names({ studies }: { readonly studies: readonly Study[] }) {
  return (
    <span className="line-clamp-2">
      {studies.map(({ id, name }, index) => (
        <span key={id}>
          {index === 0 ? "" : " · "}
          <bdi>{name}</bdi>
        </span>
      ))}
    </span>
  );
}

function ComparePending() {
  return (
    <div role="status" aria-label="Loading the studies" className="flex flex-col gap-6">
      <Skeleton className="h-40" />
      <Skeleton className="h-96" />
      <div className="grid gap-6 lg:grid-cols-2">
        <Skeleton className="h-80" />
        <Skeleton className="h-80" />
      </div>
    </div>
  );
}
