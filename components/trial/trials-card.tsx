"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Message } from "@/components/ui/message";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useTRPC } from "@/components/workspace/trpc";
import type { Study } from "@/lib/contract/study";
import { type TrialFilter, trialListInput } from "./trial-list-input";
import { TrialsTable } from "./trials-table";

interface TrialsCardProps {
  readonly study: Study;
  readonly nowMs: number;
  readonly selectedId: string | null;
  readonly onSelect: (trialId: string) => void;
}

const FILTERS: Readonly<Record<TrialFilter, string>> = {
  all: "All",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  pruned: "Pruned",
};

/** The trials, newest first, filtered and paged by the server. */
export function TrialsCard({ study, nowMs, selectedId, onSelect }: TrialsCardProps) {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<TrialFilter>("all");
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const input = trialListInput({ studyId: study.id, filter, cursor: cursors.at(-1) });
  const trials = useQuery(trpc.trial.list.queryOptions(input, { placeholderData: keepPreviousData }));
  const next = trials.data?.next_cursor ?? null;
  const change = (value: TrialFilter) => {
    setFilter(value);
    setCursors([]);
  };
  return (
    <Card
      id="trials"
      title="Trials"
      actions={<Segmented label="States" value={filter} onChange={change} options={FILTERS} />}
    >
      {trials.data === undefined ? <TrialsPending failed={trials.isError} retry={() => void trials.refetch()} /> : null}
      {trials.data?.data.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-ink-soft">
          {filter === "all" ? "No trial has been handed out yet." : `No ${FILTERS[filter].toLowerCase()} trials.`}
        </p>
      ) : null}
      {trials.data !== undefined && trials.data.data.length > 0 ? (
        <TrialsTable
          study={study}
          trials={trials.data.data}
          nowMs={nowMs}
          selectedId={selectedId}
          onSelect={onSelect}
        />
      ) : null}
      {cursors.length > 0 || next !== null ? (
        <nav
          aria-label="Pages of trials"
          className="flex items-center justify-end gap-2 border-t border-line px-4 py-2"
        >
          <span className="mr-auto text-xs text-ink-faint">Page {cursors.length + 1}</span>
          <button
            type="button"
            className={buttonClasses({ size: "sm" })}
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            <Icon name="chevronLeft" className="size-3.5" /> Newer
          </button>
          <button
            type="button"
            className={buttonClasses({ size: "sm" })}
            disabled={next === null || trials.isPlaceholderData}
            onClick={() => next !== null && setCursors([...cursors, next])}
          >
            Older <Icon name="chevronRight" className="size-3.5" />
          </button>
        </nav>
      ) : null}
    </Card>
  );
}

function TrialsPending({ failed, retry }: { readonly failed: boolean; readonly retry: () => void }) {
  if (failed) {
    return (
      <Message
        title="The trials could not be loaded"
        actions={
          <button type="button" className={buttonClasses()} onClick={retry}>
            Try again
          </button>
        }
      >
        The server did not answer. Nothing is lost.
      </Message>
    );
  }
  return (
    <div role="status" aria-label="Loading trials" className="flex flex-col gap-2 p-4">
      {["a", "b", "c", "d", "e", "f"].map((row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </div>
  );
}
