import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { StudyList } from "@/components/study/study-list";
import { Card } from "@/components/ui/card";
import { Message } from "@/components/ui/message";
import { countOf } from "@/lib/format/count";
import { loadProject } from "../load-projects";

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
  const { project, studies } = page;
  return (
    <WorkspaceShell
      personName={page.person.name}
      crumbs={[{ name: page.membership.workspaceName, href: `/${workspace}` }, { name: project.name }]}
    >
      <h1 className="text-xl font-semibold tracking-tight break-words">
        <bdi>{project.name}</bdi>
      </h1>
      {project.description === "" ? null : (
        <p className="mt-1 max-w-prose text-ink-soft">
          <bdi>{project.description}</bdi>
        </p>
      )}
      <Card id="studies" title="Studies" note={countOf(project.study_count, "study", "studies")} className="mt-4">
        {studies.length === 0 ? (
          <Message title="No study yet">Training code creates one with its first request.</Message>
        ) : (
          <StudyList items={studies} workspaceSlug={workspace} nowMs={page.nowMs} />
        )}
      </Card>
    </WorkspaceShell>
  );
}
