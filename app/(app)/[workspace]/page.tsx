import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { ProjectCard } from "@/components/project/project-card";
import { Message } from "@/components/ui/message";
import { loadProjects } from "./load-projects";

interface WorkspaceRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

/** Reads what the page reads, so that a workspace which is not there has no title either. */
export async function generateMetadata({ params }: WorkspaceRouteProps): Promise<Metadata> {
  const page = await loadProjects((await params).workspace);
  return { title: page.kind === "ok" ? page.membership.workspaceName : "No permission" };
}

export default async function WorkspaceRoute({ params }: WorkspaceRouteProps) {
  const { workspace } = await params;
  const page = await loadProjects(workspace);
  if (page.kind === "forbidden") return <NoPermission />;
  return (
    <WorkspaceShell personName={page.person.name} crumbs={[{ name: page.membership.workspaceName }]}>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Projects</h1>
      {page.sections.length === 0 ? (
        <Message title="No project yet" level="h2">
          A project groups studies. Training code creates one with its first request: see the five-minute guide.
        </Message>
      ) : null}
      <div className="flex flex-col gap-6">
        {page.sections.map(({ project, studies }) => (
          <ProjectCard
            key={project.id}
            project={project}
            studies={studies}
            workspaceSlug={workspace}
            nowMs={page.nowMs}
          />
        ))}
      </div>
    </WorkspaceShell>
  );
}
