import type { ReactNode } from "react";
import { WorkspaceData } from "@/components/workspace/workspace-data";

interface WorkspaceLayoutProps {
  readonly params: Promise<{ workspace: string }>;
  readonly children: ReactNode;
}

/** Gives the pages their queries. Who may see them is decided by each page and each operation, never here. */
export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const { workspace } = await params;
  return (
    <WorkspaceData key={workspace} slug={workspace}>
      {children}
    </WorkspaceData>
  );
}
