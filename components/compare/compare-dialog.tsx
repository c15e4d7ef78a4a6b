"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useDeferredValue, useState } from "react";
import { studyListInput } from "@/components/study/study-list-input";
import { Button } from "@/components/ui/button";
import { buttonClasses } from "@/components/ui/button-classes";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import { COMPARED_MAX, compareHref } from "@/lib/analysis/compare-address";
import { NO_FILTER } from "@/lib/analysis/study-list-address";
import type { Study } from "@/lib/contract/study";
import { StudyChoices } from "./study-choices";

interface CompareDialogProps {
  readonly study: Pick<Study, "id" | "name" | "project_id" | "objectives">;
  /** `/<workspace>/<project>`. */
  readonly projectHref: string;
}

/** Chooses what a study is compared with, from its own page. */
export function CompareDialog({ study, projectHref }: CompareDialogProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const full = chosen.length >= COMPARED_MAX - 1;
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon="chart">Compare…</Button>}
      title="Compare with other studies"
      description={
        <>
          The comparison shows <bdi className="font-medium text-ink">{study.name}</bdi> first, and the others against
          it.
        </>
      }
      footer={
        <>
          <p role="status" className="mr-auto self-center text-xs text-ink-faint">
            {full ? `At most ${COMPARED_MAX} can be compared` : chosen.length === 0 ? "Choose one or more" : ""}
          </p>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          {chosen.length === 0 ? (
            <Button variant="primary" disabled>
              Compare
            </Button>
          ) : (
            <Link
              href={compareHref(`${projectHref}/compare`, [study.id, ...chosen])}
              prefetch={false}
              className={buttonClasses({ variant: "primary" })}
            >
              Compare {chosen.length + 1}
            </Link>
          )}
        </>
      }
    >
      <OtherStudies study={study} chosen={chosen} full={full} onToggle={toggle} />
    </Dialog>
  );
}

interface OtherStudiesProps {
  readonly study: CompareDialogProps["study"];
  readonly chosen: readonly string[];
  readonly full: boolean;
  readonly onToggle: (id: string) => void;
}

/** Found by name on the server, a page at a time; what is chosen stays chosen when the search changes. */
function OtherStudies({ study, chosen, full, onToggle }: OtherStudiesProps) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const studies = useInfiniteQuery(
    trpc.study.summaries.infiniteQueryOptions(studyListInput(study.project_id, { ...NO_FILTER, search }), {
      getNextPageParam: (page) => page.next_cursor,
      placeholderData: keepPreviousData,
    }),
  );
  const others = (studies.data?.pages.flatMap(({ data }) => data) ?? []).filter(({ id }) => id !== study.id);
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
      {studies.isError && others.length === 0 ? (
        <ErrorState title="The studies could not be loaded" onRetry={() => studies.refetch()}>
          {studies.error.message}
        </ErrorState>
      ) : null}
      {studies.isSuccess && !studies.isPlaceholderData && others.length === 0 ? (
        <p className="py-4 text-center text-sm text-pretty text-ink-soft">
          {search === ""
            ? "There is no other study in this project. Clone this one with another sampler or other limits, and compare the two."
            : "No other study of this project matches."}
        </p>
      ) : null}
      <StudyChoices studies={others} objectives={study.objectives} chosen={chosen} full={full} onToggle={onToggle} />
      {studies.hasNextPage ? (
        <Button variant="quiet" size="sm" busy={studies.isFetchingNextPage} onClick={() => studies.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
