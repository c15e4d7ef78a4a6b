import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NoPermission } from "@/components/layout/no-permission";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { StudyPage } from "@/components/study/study-page";
import { scopesOfRole } from "@/lib/domain/permissions";
import { loadStudyPage } from "./load-study-page";

interface StudyRouteProps {
  readonly params: Promise<{ workspace: string; project: string; study: string }>;
}

export async function generateMetadata({ params }: StudyRouteProps): Promise<Metadata> {
  const { workspace, project, study } = await params;
  const page = await loadStudyPage(workspace, project, study);
  return { title: page.kind === "ok" ? page.study.name : "No permission" };
}

export default async function StudyRoute({ params }: StudyRouteProps) {
  const address = await params;
  const page = await loadStudyPage(address.workspace, address.project, address.study);
  if (page.kind === "forbidden") return <NoPermission />;
  const { membership, person, project, study } = page;
  const home = `/${membership.slug}`;
  return (
    <WorkspaceShell
      personName={person.name}
      crumbs={[
        { name: membership.workspaceName, href: home },
        { name: project.name, href: `${home}/${project.id}` },
        { name: study.name },
      ]}
    >
      <HydrationBoundary state={dehydrate(page.queryClient)}>
        <StudyPage
          key={study.id}
          studyId={study.id}
          workspaceSlug={membership.slug}
          baseUrl={page.baseUrl}
          nowMs={page.nowMs}
          mayWrite={scopesOfRole(membership.role).has("study:write")}
          mayControlTrials={scopesOfRole(membership.role).has("trial:write")}
          mayShare={scopesOfRole(membership.role).has("share:write")}
          mayMakeKey={scopesOfRole(membership.role).has("key:write")}
        />
      </HydrationBoundary>
    </WorkspaceShell>
  );
}
