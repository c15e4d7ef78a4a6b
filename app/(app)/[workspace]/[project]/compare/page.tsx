import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ComparePage } from "@/components/compare/compare-page";
import { TooFewStudies } from "@/components/compare/too-few-studies";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { COMPARED_MIN, parseCompareView } from "@/lib/analysis/compare-address";
import { loadComparePage } from "./load-compare-page";

interface CompareRouteProps {
  readonly params: Promise<{ workspace: string; project: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const metadata: Metadata = { title: "Compare studies" };

export default async function CompareRoute({ params, searchParams }: CompareRouteProps) {
  const query = await searchParams;
  const page = await loadComparePage({ ...(await params), query });
  if (page.kind === "forbidden") return <NoPermission />;
  const { project, projectHref, studies, omitted } = page;
  const studyIds = studies.map(({ id }) => id);
  return (
    <WorkspaceShell
      personName={page.person.name}
      crumbs={[
        { name: page.membership.workspaceName, href: page.home },
        { name: project.name, href: projectHref },
        { name: "Compare" },
      ]}
    >
      {studyIds.length < COMPARED_MIN ? (
        <TooFewStudies omitted={omitted} repeated={page.repeated} found={studyIds.length} projectHref={projectHref} />
      ) : (
        <HydrationBoundary state={dehydrate(page.queryClient)}>
          <ComparePage
            key={studyIds.join(",")}
            projectHref={projectHref}
            baseUrl={page.baseUrl}
            studyIds={studyIds}
            omitted={omitted}
            firstView={parseCompareView(query)}
          />
        </HydrationBoundary>
      )}
    </WorkspaceShell>
  );
}
