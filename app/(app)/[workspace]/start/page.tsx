import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { StartPage } from "@/components/onboarding/start-page";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "../load-workspace-page";

export const metadata: Metadata = { title: "Get started" };

interface StartRouteProps {
  readonly params: Promise<{ workspace: string }>;
  readonly searchParams: Promise<{ study?: string | string[] }>;
}

export default async function StartRoute({ params, searchParams }: StartRouteProps) {
  const { workspace } = await params;
  const { study: studyId } = await searchParams;
  const page = await loadWorkspacePage(workspace, `/${workspace}/start`);
  const crumbs = [{ name: page.membership.workspaceName, href: page.home }, { name: "Get started" }];
  const forbidden = <NoPermission inside={{ personName: page.person.name, crumbs, home: page.home }} />;
  if (!page.may("study:write")) return forbidden;
  const { queryClient, trpc } = page;
  const study =
    typeof studyId === "string"
      ? await readForPage(queryClient.fetchQuery(trpc.study.read.queryOptions({ study_id: studyId })))
      : undefined;
  if (study === "forbidden") return forbidden;
  return (
    <WorkspaceShell personName={page.person.name} crumbs={crumbs}>
      <StartPage
        key={study?.id}
        title="Get started"
        workspaceSlug={workspace}
        baseUrl={page.baseUrl}
        mayMakeKey={page.may("key:write")}
        namesStudy
        {...(study === undefined ? {} : { study })}
      />
    </WorkspaceShell>
  );
}
