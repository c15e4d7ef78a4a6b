import { cache } from "react";
import type { Scope } from "@/lib/contract/scopes";
import { publicAddress } from "@/server/kernel/public-address";
import { pageWorkspace } from "@/server/trpc/page-workspace";

/** What every page of a workspace needs: who looks and what they may do, read once per request. */
export const loadWorkspacePage = cache(async (workspace: string, path: string) => {
  const page = await pageWorkspace({ slug: workspace, path });
  const me = await page.queryClient.fetchQuery(page.trpc.me.read.queryOptions({}));
  return {
    ...page,
    may: (scope: Scope) => me.scopes.includes(scope),
    home: `/${page.membership.slug}`,
    baseUrl: publicAddress(),
    nowMs: Date.now(),
  };
});
