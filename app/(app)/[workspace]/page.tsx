import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { StartPage } from "@/components/onboarding/start-page";
import { WorkspaceHome } from "@/components/workspace/workspace-home";
import { loadHome } from "./load-home";

interface WorkspaceRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

/** Reads what the page reads, so that a workspace which is not there has no title either. */
export async function generateMetadata({ params }: WorkspaceRouteProps): Promise<Metadata> {
  const { workspace } = await params;
  const page = await loadHome(workspace);
  return { title: page.kind === "ok" ? page.membership.workspaceName : "No permission" };
}

export default async function WorkspaceRoute({ params }: WorkspaceRouteProps) {
  const { workspace } = await params;
  const page = await loadHome(workspace);
  if (page.kind === "forbidden") return <NoPermission />;
  const isNew = page.projects.length === 0 && page.may("study:write");
  return (
    <WorkspaceShell personName={page.person.name} crumbs={[{ name: page.membership.workspaceName }]}>
      {isNew ? (
        <StartPage
          title={`Welcome to ${page.membership.workspaceName}`}
          workspaceSlug={workspace}
          baseUrl={page.baseUrl}
          mayMakeKey={page.may("key:write")}
        />
      ) : (
        <WorkspaceHome
          workspaceSlug={workspace}
          workspaceName={page.membership.workspaceName}
          projects={page.projects}
          active={page.active}
          finished={page.finished}
          activities={page.activities}
          usage={page.usage}
          mayWrite={page.may("study:write")}
          nowMs={page.nowMs}
        />
      )}
    </WorkspaceShell>
  );
}
