import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { apiKeysInput, PROJECTS_NAMED } from "@/components/api-key/api-keys-input";
import { ApiKeysPage } from "@/components/api-key/api-keys-page";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { loadWorkspacePage } from "../load-workspace-page";

export const metadata: Metadata = { title: "API keys" };

interface KeysRouteProps {
  readonly params: Promise<{ workspace: string }>;
}

export default async function KeysRoute({ params }: KeysRouteProps) {
  const { workspace } = await params;
  const page = await loadWorkspacePage(workspace, `/${workspace}/keys`);
  const { queryClient, trpc, membership } = page;
  const crumbs = [{ name: membership.workspaceName, href: page.home }, { name: "API keys" }];
  if (!page.may("key:read")) return <NoPermission inside={{ personName: page.person.name, crumbs, home: page.home }} />;
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      trpc["api-key"].list.infiniteQueryOptions(apiKeysInput({ ended: false }), {
        getNextPageParam: (last) => last.next_cursor,
      }),
    ),
    queryClient.prefetchQuery(trpc.project.list.queryOptions(PROJECTS_NAMED)),
  ]);
  return (
    <WorkspaceShell personName={page.person.name} crumbs={crumbs}>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <ApiKeysPage mayWrite={page.may("key:write")} nowMs={page.nowMs} />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
