import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { PROJECTS_NAMED } from "@/components/webhook/webhooks-input";
import { WebhooksPage } from "@/components/webhook/webhooks-page";
import { loadWorkspacePage } from "../../load-workspace-page";

export const metadata: Metadata = { title: "Webhooks" };

interface WebhooksRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

export default async function WebhooksRoute({ params }: WebhooksRouteProps) {
  const { workspace } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/settings/webhooks`);
  const { queryClient, trpc, membership } = page;
  const crumbs = [
    { name: membership.workspaceName, href: page.home },
    { name: "Settings", href: `${page.home}/settings` },
    { name: "Webhooks" },
  ];
  if (!page.may("webhook:write"))
    return <NoPermission inside={{ personName: page.person.name, crumbs, home: page.home }} />;
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhook.list.queryOptions({})),
    queryClient.prefetchQuery(trpc.project.list.queryOptions(PROJECTS_NAMED)),
  ]);
  return (
    <WorkspaceShell personName={page.person.name} crumbs={crumbs}>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <WebhooksPage nowMs={page.nowMs} />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
