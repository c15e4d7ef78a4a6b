"use client";

import { useMemo } from "react";
import { type TrialColumn, trialColumns } from "@/lib/analysis/trial-columns";
import { trialDurationMs } from "@/lib/analysis/trial-duration";
import type { Study } from "@/lib/contract/study";
import type { Trial } from "@/lib/contract/trial";
import { formatDuration } from "@/lib/format/duration";
import { TrialStateBadge } from "./trial-state-badge";

interface TrialsTableProps {
  readonly study: Study;
  readonly trials: readonly Trial[];
  readonly nowMs: number;
  readonly selectedId: string | null;
  readonly onSelect: (trialId: string) => void;
}

const HEAD = "px-3 py-2 font-medium whitespace-nowrap";
const CELL = "px-3 py-1.5 whitespace-nowrap";

/** A column per objective and parameter. The number stays in view when the rest scrolls. */
export function TrialsTable({ study, trials, nowMs, selectedId, onSelect }: TrialsTableProps) {
  const columns = useMemo(() => trialColumns(study, trials), [study, trials]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label="Trials, scrolls sideways" tabIndex={0} className="relative overflow-x-auto">
      <table className="w-full text-sm tabular-nums" data-testid="trials-table">
        <thead className="text-left text-xs text-ink-soft">
          <tr className="border-b border-line">
            <th scope="col" className={`${HEAD} sticky left-0 z-10 bg-surface pl-4 text-right`}>
              #
            </th>
            <th scope="col" className={HEAD}>
              State
            </th>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`${HEAD} max-w-40 truncate ${column.numeric ? "text-right" : ""}`}
                title={column.name}
              >
                <bdi className={column.kind === "objective" ? "text-ink" : ""}>{column.name}</bdi>
              </th>
            ))}
            <th scope="col" className={`${HEAD} text-right`}>
              Duration
            </th>
            <th scope="col" className={`${HEAD} pr-4`}>
              Worker
            </th>
          </tr>
        </thead>
        <tbody>
          {trials.map((trial) => (
            <TrialRow
              key={trial.id}
              trial={trial}
              columns={columns}
              nowMs={trial.finished_at === null ? nowMs : 0}
              selected={trial.id === selectedId}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TrialRowProps {
  readonly trial: Trial;
  readonly columns: readonly TrialColumn[];
  readonly nowMs: number;
  readonly selected: boolean;
  readonly onSelect: (trialId: string) => void;
}

function TrialRow({ trial, columns, nowMs, selected, onSelect }: TrialRowProps) {
  const durationMs = trialDurationMs(trial, nowMs);
  const background = selected ? "bg-accent-soft" : "bg-surface group-hover:bg-sunken";
  return (
    <tr
      className={`group border-b border-line last:border-b-0 ${selected ? "bg-accent-soft" : "hover:bg-sunken"}`}
      data-trial-number={trial.number}
      aria-current={selected ? "true" : undefined}
    >
      <th scope="row" className={`${CELL} sticky left-0 pl-4 text-right font-normal ${background}`}>
        <button
          type="button"
          onClick={() => onSelect(trial.id)}
          aria-label={`Trial ${trial.number}`}
          className="rounded-sm font-medium hover:text-accent-strong hover:underline"
        >
          {trial.number}
        </button>
      </th>
      <td className={`${CELL} pr-6`} title={trial.state_reason ?? undefined}>
        <TrialStateBadge state={trial.state} />
      </td>
      {columns.map((column) => (
        <TrialCell key={column.key} text={column.text(trial)} column={column} />
      ))}
      <td className={`${CELL} text-right text-ink-soft`}>
        {durationMs === null ? <Gap /> : formatDuration(durationMs)}
      </td>
      <td className={`${CELL} max-w-36 truncate pr-4 text-ink-soft`} title={trial.worker_id ?? undefined}>
        {trial.worker_id === null ? <Gap /> : <bdi>{trial.worker_id}</bdi>}
      </td>
    </tr>
  );
}

function TrialCell({ text, column }: { readonly text: string | null; readonly column: TrialColumn }) {
  const look = column.kind === "objective" ? "font-medium" : "text-ink-soft";
  return (
    <td className={`${CELL} max-w-40 truncate ${column.numeric ? "text-right" : ""} ${look}`} title={text ?? undefined}>
      {text === null ? <Gap /> : <bdi>{text}</bdi>}
    </td>
  );
}

/** There is no value: neither zero nor NaN. */
function Gap() {
  return (
    <>
      <span aria-hidden="true" className="text-line-strong">
        –
      </span>
      <span className="sr-only">none</span>
    </>
  );
}
