import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { PROJECTS_PAGE } from "@/components/project/projects-input";
import { ProjectsPage } from "@/components/project/projects-page";
import { loadWorkspacePage } from "../load-workspace-page";

export const metadata: Metadata = { title: "Projects" };

interface ProjectsRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

export default async function ProjectsRoute({ params }: ProjectsRouteProps) {
  const { workspace } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/projects`);
  const { queryClient, trpc, membership } = page;
  const crumbs = [{ name: membership.workspaceName, href: page.home }, { name: "Projects" }];
  if (!page.may("project:read"))
    return <NoPermission inside={{ personName: page.person.name, crumbs, home: page.home }} />;
  await queryClient.prefetchInfiniteQuery(
    trpc.project.list.infiniteQueryOptions(PROJECTS_PAGE, { getNextPageParam: (last) => last.next_cursor }),
  );
  return (
    <WorkspaceShell personName={page.person.name} crumbs={crumbs}>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ProjectsPage workspaceSlug={workspace} mayWrite={page.may("project:write")} nowMs={page.nowMs} />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
