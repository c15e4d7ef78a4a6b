"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useNow } from "@/components/ui/use-now";
import { useTRPC } from "@/components/workspace/trpc";
import { COMPARED_MAX, COMPARED_MIN, compareHref } from "@/lib/analysis/compare-address";
import { NO_FILTER, parseStudyFilter, type StudyFilter, studyListHref } from "@/lib/analysis/study-list-address";
import { countOf } from "@/lib/format/count";
import { StudyListFilter } from "./study-list-filter";
import { studyListInput } from "./study-list-input";
import { StudyListTable } from "./study-list-table";

interface StudyListBrowserProps {
  readonly projectId: string;
  readonly workspaceSlug: string;
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** Studies move while one looks; a list needs no more than this. */
const REFRESH_MS = 5_000;

/** The studies of a project: found and ordered by the server, a page at a time; two or more can be compared. */
export function StudyListBrowser({ projectId, workspaceSlug, mayWrite, nowMs }: StudyListBrowserProps) {
  const trpc = useTRPC();
  const now = useNow(nowMs, 10_000);
  const projectHref = `/${workspaceSlug}/${projectId}`;
  const [filter, setFilter] = useFilterOfAddress(projectHref);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const studies = useInfiniteQuery(
    trpc.study.summaries.infiniteQueryOptions(studyListInput(projectId, filter), {
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const rows = studies.data?.pages.flatMap(({ data }) => data) ?? [];
  const toggle = (id: string) =>
    setSelected((before) =>
      before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id]),
    );
  return (
    <Card
      id="studies"
      title="Studies"
      note={
        rows.length === 0
          ? undefined
          : `${countOf(rows.length, "study", "studies")}${studies.hasNextPage ? " of more" : ""}`
      }
      actions={<CompareLink ids={[...selected]} href={`${projectHref}/compare`} />}
    >
      <StudyListFilter filter={filter} onChange={setFilter} />
      {studies.isPending ? <SkeletonRows label="Loading studies" /> : null}
      {studies.isError && rows.length === 0 ? (
        <ErrorState title="The studies could not be loaded" onRetry={() => studies.refetch()}>
          {studies.error.message}
        </ErrorState>
      ) : null}
      {studies.isSuccess && rows.length === 0 ? (
        <NoStudies
          filter={filter}
          newHref={`${projectHref}/new`}
          mayWrite={mayWrite}
          onClear={() => setFilter(NO_FILTER)}
        />
      ) : null}
      {rows.length === 0 ? null : (
        <StudyListTable
          studies={rows}
          workspaceSlug={workspaceSlug}
          nowMs={now}
          mayWrite={mayWrite}
          inProject
          sort={{ by: filter.sort, onSort: (sort) => setFilter({ ...filter, sort }) }}
          selection={{ ids: selected, onToggle: toggle }}
        />
      )}
      {studies.hasNextPage ? (
        <div className="border-t border-line p-2 text-center">
          <Button variant="quiet" busy={studies.isFetchingNextPage} onClick={() => studies.fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

/** The filter stands in the address: a link to it, Back and a reload show the same studies. */
function useFilterOfAddress(projectHref: string): readonly [StudyFilter, (filter: StudyFilter) => void] {
  const params = useSearchParams();
  const [filter, setFilter] = useState(() => parseStudyFilter(Object.fromEntries(params)));
  // The browser's history. What Next says of it comes later than what was typed, so it only says when to look.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parameters are why to look, not what is looked at
  useEffect(() => {
    const next = parseStudyFilter(Object.fromEntries(new URLSearchParams(window.location.search)));
    setFilter((before) => (studyListHref("", before) === studyListHref("", next) ? before : next));
  }, [params]);
  const change = useCallback(
    (next: StudyFilter) => {
      setFilter(next);
      window.history.replaceState(null, "", studyListHref(projectHref, next));
    },
    [projectHref],
  );
  return [filter, change];
}

function CompareLink({ ids, href }: { readonly ids: readonly string[]; readonly href: string }) {
  if (ids.length === 0) return null;
  if (ids.length < COMPARED_MIN) return <p className="text-xs text-ink-faint">Select another to compare</p>;
  if (ids.length > COMPARED_MAX) {
    return <p className="text-xs text-ink-faint">At most {COMPARED_MAX} can be compared</p>;
  }
  return (
    <Link href={compareHref(href, ids)} prefetch={false} className={buttonClasses({ size: "sm" })}>
      Compare {ids.length}
    </Link>
  );
}

interface NoStudiesProps {
  readonly filter: StudyFilter;
  readonly newHref: string;
  readonly mayWrite: boolean;
  readonly onClear: () => void;
}

function NoStudies({ filter, newHref, mayWrite, onClear }: NoStudiesProps) {
  if (filter.search !== "" || filter.state !== "any" || filter.tag !== "") {
    return (
      <EmptyState title="No study matches" icon="search" actions={<Button onClick={onClear}>Clear filters</Button>}>
        Studies are found by part of their name, by state and by tag.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No study yet"
      icon="study"
      actions={
        mayWrite ? (
          <Link href={newHref} className={buttonClasses({ variant: "primary" })}>
            New study
          </Link>
        ) : undefined
      }
    >
      A study is one optimization: a search space, an objective and a budget. Training code can create one too.
    </EmptyState>
  );
}
