import Link from "next/link";
import type { ReactNode } from "react";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import type { Project } from "@/lib/contract/project";
import { formatCount } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";

interface ProjectTableProps {
  readonly projects: readonly Project[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
  /** What can be done with each; absent where the list is only for finding one. */
  readonly actionsOf?: (project: Project) => ReactNode;
}

/** Projects as rows: what each is about and how many studies it groups. */
export function ProjectTable({ projects, workspaceSlug, nowMs, actionsOf }: ProjectTableProps) {
  return (
    <Table label="Projects">
      <TableHead>
        <TableHeadCell>Project</TableHeadCell>
        <TableHeadCell numeric>Studies</TableHeadCell>
        <TableHeadCell numeric className="min-w-28 max-sm:hidden">
          Created
        </TableHeadCell>
        {actionsOf === undefined ? null : (
          <TableHeadCell className="w-10">
            <span className="sr-only">Actions</span>
          </TableHeadCell>
        )}
      </TableHead>
      <tbody>
        {projects.map((project) => (
          <TableRow key={project.id}>
            <TableCell rowHead className="w-full max-w-0 min-w-32">
              <Link
                href={`/${workspaceSlug}/${project.id}`}
                className="block rounded-sm hover:text-accent-strong hover:underline max-sm:line-clamp-2 max-sm:wrap-anywhere sm:truncate"
              >
                <bdi>{project.name}</bdi>
              </Link>
              {project.description === "" ? null : (
                <bdi className="block truncate text-xs font-normal text-ink-faint">{project.description}</bdi>
              )}
            </TableCell>
            <TableCell numeric>{formatCount(project.study_count)}</TableCell>
            <TableCell numeric muted className="max-sm:hidden">
              <time dateTime={project.created_at} title={formatExactTime(project.created_at)}>
                {formatAgo(project.created_at, nowMs)}
              </time>
            </TableCell>
            {actionsOf === undefined ? null : <TableCell className="py-1">{actionsOf(project)}</TableCell>}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
