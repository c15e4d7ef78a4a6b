"use client";

import { type Ref, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DropdownMenu, DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import { ErrorState } from "@/components/ui/error-state";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useFocusAfter } from "@/components/ui/use-focus-after";
import type { StudyTrials } from "@/lib/analysis/study-trials";
import { trialColumns } from "@/lib/analysis/trial-columns";
import type { Study } from "@/lib/contract/study";
import { countOf, countOfAll, formatCount } from "@/lib/format/count";
import { type StateFilter, stateFilterNames } from "./state-filters";
import { StopTickedTrials } from "./stop-ticked-trials";
import { toggled } from "./toggled";
import { TrialFilterField } from "./trial-filter-field";
import { TrialsTable } from "./trials-table";
import { useTickedTrials } from "./use-ticked-trials";
import type { TrialControl } from "./use-trial-control";
import type { TrialSelection } from "./use-trial-selection";

interface TrialsCardProps {
  readonly study: Study;
  readonly trials: StudyTrials;
  readonly selection: TrialSelection;
  readonly nowMs: number;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
  /** Absent for who may not stop trials. */
  readonly control: TrialControl | null;
}

const NONE: readonly number[] = [];

/** Every trial, filtered and sorted by the server, in a table that stays quick however many there are. */
export function TrialsCard({ study, trials, selection, ...shown }: TrialsCardProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(() => trialColumns(study, trials.points), [study, trials.points]);
  const { order } = selection;
  const ticked = useTickedTrials({ numbers: order.data?.numbers ?? NONE, points: trials.points });
  const showAll = useRef<HTMLButtonElement>(null);
  // The last trial that a filter lists may end by what is done to it here.
  useFocusAfter(order.data !== undefined && order.data.count > 0, () => showAll.current);
  const toggle = (key: string) => setHidden((before) => toggled(before, key));
  return (
    <Card
      id="trials"
      title="Trials"
      note={order.data === undefined ? undefined : countOfAll(order.data.count, trials.total, "trial")}
      actions={
        <>
          <Segmented
            label="States"
            value={selection.states}
            onChange={(states: StateFilter) => selection.setStates(states)}
            options={stateFilterNames}
          />
          <DropdownMenu
            trigger={
              <Button variant="quiet" size="sm" icon="table">
                Columns
              </Button>
            }
          >
            <DropdownMenuLabel>Columns of the table</DropdownMenuLabel>
            {columns.map(({ key, name }) => (
              <DropdownMenuItem key={key} icon={hidden.has(key) ? "eyeOff" : "eye"} onSelect={() => toggle(key)}>
                <bdi>{name}</bdi>
              </DropdownMenuItem>
            ))}
          </DropdownMenu>
        </>
      }
    >
      <div className="flex flex-wrap items-start gap-2 border-b border-line px-4 py-2">
        <TrialFilterField study={study} value={selection.text} onChange={selection.setText} />
        {selection.brushed === "" ? null : (
          <Button variant="quiet" size="sm" icon="close" onClick={selection.clearBrushes}>
            Brushed in the plot
          </Button>
        )}
      </div>
      {order.isError && order.data === undefined ? (
        <ErrorState title="The trials could not be loaded" onRetry={() => void order.refetch()}>
          The server did not answer. Nothing is lost.
        </ErrorState>
      ) : null}
      {order.isPending ? <TablePending /> : null}
      {order.data?.count === 0 ? <NoTrials selection={selection} showAll={showAll} /> : null}
      {order.data !== undefined && order.data.count > 0 ? (
        <TrialsTable
          studyId={study.id}
          columns={columns}
          hidden={hidden}
          numbers={order.data.numbers}
          points={trials.points}
          sort={selection.sort}
          onSort={selection.setSort}
          ticked={shown.control === null ? null : ticked}
          {...shown}
        />
      ) : null}
      {order.data !== undefined && order.data.numbers.length < order.data.count ? (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
          The first {formatCount(order.data.numbers.length)} of {countOf(order.data.count, "trial")}. Narrow the filter
          or sort to see others.
        </p>
      ) : null}
      <StopTickedTrials studyId={study.id} ticked={ticked} points={trials.points} />
    </Card>
  );
}

interface NoTrialsProps extends Pick<TrialsCardProps, "selection"> {
  readonly showAll: Ref<HTMLButtonElement>;
}

function NoTrials({ selection, showAll }: NoTrialsProps) {
  const all = selection.filter === "";
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-10 text-sm text-ink-soft">
      <p>{all ? "No trial has been handed out yet." : "No trial matches the filter."}</p>
      {all ? null : (
        <Button ref={showAll} onClick={selection.clear}>
          Show all trials
        </Button>
      )}
    </div>
  );
}

function TablePending() {
  return (
    <div role="status" aria-label="Loading trials" className="flex h-96 flex-col gap-2 p-4">
      {["a", "b", "c", "d", "e", "f", "g", "h"].map((row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </div>
  );
}
