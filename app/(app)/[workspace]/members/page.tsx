import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { MembersPage } from "@/components/member/members-page";
import { toApiId } from "@/server/kernel/ids";
import { loadWorkspacePage } from "../load-workspace-page";

export const metadata: Metadata = { title: "Members" };

interface MembersRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

export default async function MembersRoute({ params }: MembersRouteProps) {
  const { workspace } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/members`);
  const { queryClient, trpc, membership } = page;
  await queryClient.prefetchQuery(trpc.member.list.queryOptions({ limit: 1000 }));
  if (page.may("member:write")) await queryClient.prefetchQuery(trpc.invitation.list.queryOptions({ limit: 100 }));
  return (
    <WorkspaceShell
      personName={page.person.name}
      crumbs={[{ name: membership.workspaceName, href: page.home }, { name: "Members" }]}
    >
      <HydrationBoundary state={dehydrate(queryClient)}>
        <MembersPage role={membership.role} personId={toApiId("per", page.person.personId)} nowMs={page.nowMs} />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
