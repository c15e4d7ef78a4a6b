import type { ReactNode } from "react";
import { ShellProvider } from "@/components/layout/shell-context";
import { WorkspaceData } from "@/components/workspace/workspace-data";
import { membershipsOf } from "@/server/auth/session-memberships";
import { sessionPerson } from "@/server/auth/session-person";

interface WorkspaceLayoutProps {
  readonly params: Promise<{ workspace: string }>;
  readonly children: ReactNode;
}

/** Gives the pages their queries and the shell its workspaces. Who may see a page is decided by each page and each operation, never here. */
export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const { workspace } = await params;
  const person = await sessionPerson();
  const memberships = person === null ? [] : await membershipsOf(person.personId);
  return (
    <WorkspaceData key={workspace} slug={workspace}>
      <ShellProvider
        slug={workspace}
        workspaces={memberships.map(({ slug, workspaceName, role }) => ({ slug, name: workspaceName, role }))}
      >
        {children}
      </ShellProvider>
    </WorkspaceData>
  );
}
