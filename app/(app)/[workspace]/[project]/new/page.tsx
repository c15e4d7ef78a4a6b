import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { StudyForm } from "@/components/study-form/study-form";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "../../load-workspace-page";

export const metadata: Metadata = { title: "New study" };

interface NewStudyRouteProps {
  readonly params: Promise<{ workspace: string; project: string }>;
}

export default async function NewStudyRoute({ params }: NewStudyRouteProps) {
  const { workspace, project: projectId } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/${projectId}/new`);
  const reading = page.queryClient.fetchQuery(page.trpc.project.read.queryOptions({ project_id: projectId }));
  const project = await readForPage(reading);
  if (project === "forbidden") return <NoPermission />;
  const crumbs = [
    { name: page.membership.workspaceName, href: page.home },
    { name: project.name, href: `${page.home}/${project.id}` },
    { name: "New study" },
  ];
  if (!page.may("study:write")) {
    return <NoPermission inside={{ personName: page.person.name, crumbs, home: page.home }} />;
  }
  return (
    <WorkspaceShell personName={page.person.name} crumbs={crumbs}>
      <StudyForm projectId={project.id} workspaceSlug={workspace} personId={page.person.personId} />
    </WorkspaceShell>
  );
}
