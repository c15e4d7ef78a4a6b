import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { ProjectPageActions } from "@/components/project/project-page-actions";
import { StudyListBrowser } from "@/components/study/study-list-browser";
import { PageHeader } from "@/components/ui/page-header";
import { parseStudyFilter, type StudyFilter, studyListHref } from "@/lib/analysis/study-list-address";
import { loadProject, prefetchStudies } from "../load-project";

interface ProjectRouteProps {
  readonly params: Promise<{ workspace: string; project: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(props: ProjectRouteProps): Promise<Metadata> {
  const { page } = await loadAddress(props);
  return { title: page.kind === "ok" ? page.project.name : "No permission" };
}

export default async function ProjectRoute(props: ProjectRouteProps) {
  const { page, workspace, filter } = await loadAddress(props);
  if (page.kind === "forbidden") return <NoPermission />;
  await prefetchStudies(page, { projectId: page.project.id, filter });
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

interface Address {
  readonly page: Awaited<ReturnType<typeof loadProject>>;
  readonly workspace: string;
  readonly filter: StudyFilter;
}

async function loadAddress({ params, searchParams }: ProjectRouteProps): Promise<Address> {
  const { workspace, project } = await params;
  const filter = parseStudyFilter(await searchParams);
  const page = await loadProject(workspace, project, studyListHref(`/${workspace}/${project}`, filter));
  return { page, workspace, filter };
}
