"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useNow } from "@/components/ui/use-now";
import { useTRPC } from "@/components/workspace/trpc";
import { countOf } from "@/lib/format/count";
import { ProjectActions } from "./project-actions";
import { ProjectFormDialog } from "./project-form-dialog";
import { ProjectTable } from "./project-table";
import { PROJECTS_PAGE } from "./projects-input";

interface ProjectsPageProps {
  readonly workspaceSlug: string;
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** All projects of the workspace; the place where they are made, renamed and cleared away. */
export function ProjectsPage({ workspaceSlug, mayWrite, nowMs }: ProjectsPageProps) {
  const trpc = useTRPC();
  const now = useNow(nowMs, 30_000);
  const projects = useInfiniteQuery(
    trpc.project.list.infiniteQueryOptions(PROJECTS_PAGE, { getNextPageParam: (page) => page.next_cursor }),
  );
  const rows = projects.data?.pages.flatMap(({ data }) => data) ?? [];
  const create = mayWrite ? <CreateProject workspaceSlug={workspaceSlug} /> : undefined;
  return (
    <>
      <PageHeader title="Projects" description="A project groups studies that belong together." actions={create} />
      <Card
        id="projects"
        title="Projects"
        note={
          rows.length === 0 ? undefined : `${countOf(rows.length, "project")}${projects.hasNextPage ? " of more" : ""}`
        }
      >
        {projects.isPending ? <SkeletonRows label="Loading projects" /> : null}
        {projects.isError ? (
          <ErrorState title="The projects could not be loaded" onRetry={() => void projects.refetch()}>
            {projects.error.message}
          </ErrorState>
        ) : null}
        {projects.isSuccess && rows.length === 0 ? (
          <EmptyState title="No project yet" icon="folder">
            {mayWrite
              ? "Make one here; training code can make its own with its first request too."
              : "Somebody who may create studies has to make the first."}
          </EmptyState>
        ) : null}
        {rows.length === 0 ? null : (
          <ProjectTable
            projects={rows}
            workspaceSlug={workspaceSlug}
            nowMs={now}
            {...(mayWrite ? { actionsOf: (project) => <ProjectActions project={project} /> } : {})}
          />
        )}
        {projects.hasNextPage ? (
          <div className="border-t border-line p-2 text-center">
            <Button variant="quiet" busy={projects.isFetchingNextPage} onClick={() => void projects.fetchNextPage()}>
              Show more
            </Button>
          </div>
        ) : null}
      </Card>
    </>
  );
}

function CreateProject({ workspaceSlug }: { readonly workspaceSlug: string }) {
  const router = useRouter();
  return (
    <ProjectFormDialog
      onSaved={({ id }) => router.push(`/${workspaceSlug}/${id}`)}
      trigger={<Button variant="primary">New project</Button>}
    />
  );
}
