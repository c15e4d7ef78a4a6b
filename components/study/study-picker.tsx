"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { StudyChoices } from "@/components/compare/study-choices";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import type { Objective } from "@/lib/contract/study";

interface StudyPickerProps {
  /** The workspace's studies when left out. */
  readonly projectId?: string;
  /** A study that is not on offer. */
  readonly leftOut?: string;
  /** Those that a study is wanted for. */
  readonly objectives: readonly Objective[];
  readonly chosen: readonly string[];
  /** No further one can be chosen. */
  readonly full: boolean;
  readonly onToggle: (id: string) => void;
  /** What is said when there is no study at all, and when none is found. */
  readonly none: { readonly whole: string; readonly found: string };
}

/** Studies to choose, found by name on the server, a page at a time; what is chosen stays chosen when the search changes. */
export function StudyPicker({ projectId, leftOut, none, ...choices }: StudyPickerProps) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const place = projectId === undefined ? {} : { project_id: projectId };
  const studies = useInfiniteQuery(
    trpc.study.summaries.infiniteQueryOptions(
      { ...place, search, states: [], archived: false, sort: "newest", limit: 25 },
      { getNextPageParam: (page) => page.next_cursor, placeholderData: keepPreviousData },
    ),
  );
  const offered = (studies.data?.pages.flatMap(({ data }) => data) ?? []).filter(({ id }) => id !== leftOut);
  return (
    <div className="flex flex-col gap-3 pt-1">
      <TextField
        label="Search studies"
        labelHidden
        type="search"
        placeholder="Search by name"
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {studies.isPending ? <SkeletonRows label="Loading studies" rows={3} /> : null}
      {studies.isError && offered.length === 0 ? (
        <ErrorState title="The studies could not be loaded" onRetry={() => studies.refetch()}>
          {studies.error.message}
        </ErrorState>
      ) : null}
      {studies.isSuccess && !studies.isPlaceholderData && offered.length === 0 ? (
        <p className="py-4 text-center text-sm text-pretty text-ink-soft">{search === "" ? none.whole : none.found}</p>
      ) : null}
      <StudyChoices {...choices} studies={offered} />
      {studies.hasNextPage ? (
        <Button variant="quiet" size="sm" busy={studies.isFetchingNextPage} onClick={() => studies.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
