import type { Metadata } from "next";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { SettingsPage } from "@/components/workspace/settings-page";
import { loadWorkspacePage } from "../load-workspace-page";

export const metadata: Metadata = { title: "Settings" };

interface SettingsRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

export default async function SettingsRoute({ params }: SettingsRouteProps) {
  const { workspace } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/settings`);
  const { slug, workspaceName } = page.membership;
  return (
    <WorkspaceShell
      personName={page.person.name}
      crumbs={[{ name: workspaceName, href: page.home }, { name: "Settings" }]}
    >
      <SettingsPage
        slug={slug}
        name={workspaceName}
        mayChange={page.may("workspace:write")}
        maySendEvents={page.may("webhook:write")}
      />
    </WorkspaceShell>
  );
}
