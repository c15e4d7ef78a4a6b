"use client";

import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Gap } from "@/components/ui/gap";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { studyProgress } from "@/lib/analysis/study-progress";
import type { StudySort, StudySummary } from "@/lib/contract/study-summary";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatNumber } from "@/lib/format/number";
import { StudyListActions } from "./study-list-actions";
import { StudyListSparkline } from "./study-list-sparkline";
import { StudyStateBadge } from "./study-state-badge";
import { TrialsProgress } from "./trials-progress";

interface StudyListTableProps {
  readonly studies: readonly StudySummary[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
  /** May the person pause, stop, clone and archive? */
  readonly mayWrite: boolean;
  /** Absent: the project is said in each row. */
  readonly inProject?: boolean;
  readonly sort?: { readonly by: StudySort; readonly onSort: (sort: StudySort) => void };
  readonly selection?: { readonly ids: ReadonlySet<string>; readonly onToggle: (id: string) => void };
}

/** Studies as rows: state, how far, the best found and how it came about. */
export function StudyListTable({ studies, sort, selection, inProject = false, ...shared }: StudyListTableProps) {
  const by = sort?.by;
  const sorting = (ascending: StudySort, descending: StudySort) =>
    sort === undefined
      ? {}
      : {
          sort: by === ascending ? ("ascending" as const) : by === descending ? ("descending" as const) : null,
          onSort: () => sort.onSort(by === ascending ? descending : ascending),
        };
  return (
    <Table label="Studies">
      <TableHead>
        {selection === undefined ? null : (
          <TableHeadCell className="w-8">
            <span className="sr-only">Select</span>
          </TableHeadCell>
        )}
        <TableHeadCell {...sorting("name", "name_descending")}>Study</TableHeadCell>
        <TableHeadCell className="max-sm:hidden">State</TableHeadCell>
        <TableHeadCell className="max-sm:hidden">Trials</TableHeadCell>
        <TableHeadCell numeric>Best value</TableHeadCell>
        <TableHeadCell className="max-md:hidden">Course</TableHeadCell>
        <TableHeadCell className="max-lg:hidden">Sampler</TableHeadCell>
        <TableHeadCell numeric className="max-lg:hidden" {...sorting("oldest", "newest")}>
          Created
        </TableHeadCell>
        <TableHeadCell className="w-10">
          <span className="sr-only">Actions</span>
        </TableHeadCell>
      </TableHead>
      <tbody>
        {studies.map((study) => (
          <StudyItem key={study.id} study={study} inProject={inProject} {...(selection && { selection })} {...shared} />
        ))}
      </tbody>
    </Table>
  );
}

type StudyItemProps = Omit<StudyListTableProps, "studies" | "sort"> & { readonly study: StudySummary };

function StudyItem({ study, selection, inProject = false, workspaceSlug, nowMs, mayWrite }: StudyItemProps) {
  const progress = studyProgress(study);
  const selected = selection?.ids.has(study.id) ?? false;
  return (
    <TableRow selected={selected}>
      {selection === undefined ? null : (
        <TableCell>
          <Checkbox
            checked={selected}
            onCheckedChange={() => selection.onToggle(study.id)}
            label={`Select ${study.name}`}
            labelHidden
          />
        </TableCell>
      )}
      <TableCell rowHead className="w-full max-w-0 min-w-36">
        <Link
          href={`/${workspaceSlug}/${study.project_id}/${study.id}`}
          className="block rounded-sm hover:text-accent-strong hover:underline max-sm:line-clamp-2 max-sm:wrap-anywhere sm:truncate"
          title={study.name}
        >
          <bdi>{study.name}</bdi>
        </Link>
        <StudyNotes study={study} inProject={inProject} />
        {/* On a phone, what the columns would say. */}
        <div className="mt-1 flex flex-col gap-1.5 font-normal sm:hidden">
          <TrialsProgress progress={progress} className="w-full" />
          <span>
            <StudyStateBadge study={study} />
          </span>
        </div>
      </TableCell>
      <TableCell className="min-w-26 max-sm:hidden">
        <StudyStateBadge study={study} />
      </TableCell>
      <TableCell className="max-sm:hidden">
        <TrialsProgress progress={progress} className="w-40" />
      </TableCell>
      <TableCell numeric className="sm:min-w-46">
        {study.best_value === null ? <Gap /> : <span className="font-medium">{formatNumber(study.best_value)}</span>}
        {study.best_group === null ? null : (
          <span className="block text-xs text-ink-faint">{meanOf(study.best_group)}</span>
        )}
        <bdi
          className="ml-auto block max-w-40 truncate text-xs text-ink-faint max-sm:max-w-24"
          title={study.objective.metric}
        >
          {study.objective.metric}
        </bdi>
      </TableCell>
      <TableCell className="max-md:hidden">
        <StudyListSparkline curve={study.curve} />
      </TableCell>
      <TableCell muted className="min-w-30 whitespace-nowrap max-lg:hidden">
        {study.sampler.name}
      </TableCell>
      <TableCell numeric muted className="min-w-28 max-lg:hidden">
        <time dateTime={study.created_at} title={formatExactTime(study.created_at)}>
          {formatAgo(study.created_at, nowMs)}
        </time>
      </TableCell>
      <TableCell>
        <StudyListActions study={study} workspaceSlug={workspaceSlug} mayWrite={mayWrite} />
      </TableCell>
    </TableRow>
  );
}

function StudyNotes({ study, inProject }: { readonly study: StudySummary; readonly inProject: boolean }) {
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-1.5 text-xs font-normal text-ink-faint">
      {inProject ? null : (
        <bdi className="max-w-48 truncate" title={study.project_name}>
          {study.project_name}
        </bdi>
      )}
      {study.owner?.kind === "api_key" ? (
        <bdi className="max-w-48 truncate max-sm:hidden">by key {study.owner.name}</bdi>
      ) : null}
      {study.objective_count > 1 ? <span>{study.objective_count} objectives</span> : null}
      {study.tags.slice(0, 3).map((tag) => (
        <span key={tag} className="contents max-sm:hidden">
          <Badge>
            <bdi className="max-w-32 truncate">{tag}</bdi>
          </Badge>
        </span>
      ))}
    </span>
  );
}

/** What the best value is the mean of, where the study has repeats. */
function meanOf({ n, std_error }: NonNullable<StudySummary["best_group"]>): string {
  return std_error === null ? "one value" : `± ${formatNumber(std_error, 2)}, mean of ${n}`;
}
