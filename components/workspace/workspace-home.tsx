import Link from "next/link";
import { ProjectTable } from "@/components/project/project-table";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { byLastActivity } from "@/lib/analysis/by-last-activity";
import type { Project } from "@/lib/contract/project";
import type { StudySummary } from "@/lib/contract/study-summary";
import type { Activity } from "@/lib/contract/workspace-activity";
import type { WorkspaceUsage } from "@/lib/contract/workspace-usage";
import { countOf } from "@/lib/format/count";
import { ActivityCard } from "./activity-card";
import { AttentionCard } from "./attention-card";
import { StudiesCard } from "./studies-card";
import { UsageCard } from "./usage-card";

/** The newest; the others are on the page of projects. */
const PROJECTS_MAX = 6;

interface WorkspaceHomeProps {
  readonly workspaceSlug: string;
  readonly workspaceName: string;
  readonly projects: readonly Project[];
  readonly active: readonly StudySummary[];
  readonly finished: readonly StudySummary[];
  readonly activities: readonly Activity[];
  readonly usage: WorkspaceUsage;
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** What runs, what someone should look at, how much was done and by whom, and where the rest is. */
export function WorkspaceHome(props: WorkspaceHomeProps) {
  const { workspaceName, projects, active, finished, activities, usage, ...shared } = props;
  return (
    <div className="flex flex-col gap-6 [&>header]:mb-0">
      <PageHeader
        title={workspaceName}
        actions={
          shared.mayWrite ? (
            <Link href={`/${shared.workspaceSlug}/start`} className={buttonClasses()}>
              Connect your code
            </Link>
          ) : undefined
        }
      />
      <AttentionCard studies={[...active, ...finished]} workspaceSlug={shared.workspaceSlug} nowMs={shared.nowMs} />
      <StudiesCard
        id="running"
        title="Running studies"
        studies={byLastActivity(active)}
        total={usage.studies.active}
        {...shared}
      >
        Nothing runs. A study is active from its creation until its budget is used up or someone stops it.
      </StudiesCard>
      <div className="grid gap-6 lg:grid-cols-2">
        <UsageCard usage={usage} />
        <ActivityCard activities={activities} workspaceSlug={shared.workspaceSlug} nowMs={shared.nowMs} />
      </div>
      {finished.length === 0 ? null : (
        <StudiesCard
          id="finished"
          title="Finished lately"
          studies={finished}
          total={usage.studies.finished}
          {...shared}
        />
      )}
      <Card
        id="projects"
        title="Projects"
        note={countOf(projects.length, "project")}
        actions={
          <Link href={`/${shared.workspaceSlug}/projects`} className={buttonClasses({ variant: "quiet", size: "sm" })}>
            All projects
          </Link>
        }
      >
        {projects.length === 0 ? (
          <EmptyState title="No project yet" icon="folder">
            A project groups studies. Somebody who may create studies has to make the first; you will see it here.
          </EmptyState>
        ) : (
          <ProjectTable
            projects={projects.slice(0, PROJECTS_MAX)}
            workspaceSlug={shared.workspaceSlug}
            nowMs={shared.nowMs}
          />
        )}
      </Card>
    </div>
  );
}
