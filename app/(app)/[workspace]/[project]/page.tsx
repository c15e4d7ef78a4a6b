import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { ProjectPageActions } from "@/components/project/project-page-actions";
import { StudyListBrowser } from "@/components/study/study-list-browser";
import { PageHeader } from "@/components/ui/page-header";
import { loadProject } from "../load-project";

interface ProjectRouteProps {
  readonly params: Promise<{ workspace: string; project: string }>;
}

export async function generateMetadata({ params }: ProjectRouteProps): Promise<Metadata> {
  const { workspace, project } = await params;
  const page = await loadProject(workspace, project);
  return { title: page.kind === "ok" ? page.project.name : "No permission" };
}

export default async function ProjectRoute({ params }: ProjectRouteProps) {
  const { workspace, project: projectId } = await params;
  const page = await loadProject(workspace, projectId);
  if (page.kind === "forbidden") return <NoPermission />;
  const { project } = page;
  const mayWrite = page.may("study:write");
  return (
    <WorkspaceShell
      personName={page.person.name}
      crumbs={[{ name: page.membership.workspaceName, href: page.home }, { name: project.name }]}
    >
      <PageHeader
        title={project.name}
        description={project.description === "" ? undefined : <bdi>{project.description}</bdi>}
        actions={mayWrite ? <ProjectPageActions project={project} workspaceSlug={workspace} /> : undefined}
      />
      <HydrationBoundary state={dehydrate(page.queryClient)}>
        <StudyListBrowser projectId={project.id} workspaceSlug={workspace} mayWrite={mayWrite} nowMs={page.nowMs} />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
