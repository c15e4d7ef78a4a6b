"use client";

import { useState } from "react";
import { ChartTable } from "@/components/chart/chart-table";
import { Card } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { usageTable } from "@/lib/analysis/usage-bars";
import { USAGE_DAYS, type WorkspaceUsage } from "@/lib/contract/workspace-usage";
import { formatBytes } from "@/lib/format/bytes";
import { countOf, formatCount } from "@/lib/format/count";
import { UsageChart } from "./usage-chart";

/** How much the workspace works: now, and on each of the last days. */
export function UsageCard({ usage }: { readonly usage: WorkspaceUsage }) {
  const [view, setView] = useState<"plot" | "table">("plot");
  const { running, studies, days, storage } = usage;
  return (
    <Card
      id="usage"
      title="Usage"
      note={`last ${USAGE_DAYS} days`}
      actions={
        <IconButton
          icon={view === "plot" ? "table" : "chart"}
          size="sm"
          label={view === "plot" ? "Show as table" : "Show as plot"}
          aria-pressed={view === "table"}
          onClick={() => setView(view === "plot" ? "table" : "plot")}
        />
      }
    >
      <dl className="grid grid-cols-2 gap-3 border-b border-line px-4 py-3 sm:grid-cols-4">
        <Figure
          name="Running trials"
          value={formatCount(running.trials)}
          note={running.trials === 0 ? "no worker is busy" : runningNote(running)}
        />
        <Figure
          name="Active studies"
          value={formatCount(studies.active)}
          note={`${formatCount(studies.paused)} paused`}
        />
        <Figure
          name="Ended studies"
          value={formatCount(studies.finished + studies.stopped)}
          note={`${formatCount(studies.stopped)} stopped`}
        />
        <Figure
          name="Files"
          value={formatBytes(storage.bytes)}
          note={`of ${formatBytes(storage.quota_bytes)}, ${countOf(storage.files, "file")}`}
        />
      </dl>
      {view === "table" ? <ChartTable label="Usage as a table" table={usageTable(days)} /> : <UsageChart days={days} />}
    </Card>
  );
}

function runningNote({ workers, studies }: WorkspaceUsage["running"]): string {
  const where = `in ${countOf(studies, "study", "studies")}`;
  return workers === 0 ? where : `on ${countOf(workers, "worker")}`;
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-ink-soft">{name}</dt>
      <dd className="text-xl font-semibold tabular-nums">{value}</dd>
      <dd className="text-xs text-ink-faint">{note}</dd>
    </div>
  );
}
