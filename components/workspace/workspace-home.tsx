import Link from "next/link";
import type { ReactNode } from "react";
import { ProjectTable } from "@/components/project/project-table";
import { StudyListTable } from "@/components/study/study-list-table";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { Project } from "@/lib/contract/project";
import type { StudySummary } from "@/lib/contract/study-summary";
import { countOf } from "@/lib/format/count";
import { AttentionCard } from "./attention-card";

/** A home page is read at a glance; the rest is one step away. */
const RECENT_MAX = 5;

interface WorkspaceHomeProps {
  readonly workspaceSlug: string;
  readonly workspaceName: string;
  readonly projects: readonly Project[];
  readonly active: readonly StudySummary[];
  readonly finished: readonly StudySummary[];
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** What runs, what someone should look at, and where the rest is. */
export function WorkspaceHome({ workspaceName, projects, active, finished, ...shared }: WorkspaceHomeProps) {
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
      <StudiesCard id="running" title="Running studies" studies={active} {...shared}>
        Nothing runs. A study is active from its creation until its budget is used up or someone stops it.
      </StudiesCard>
      {finished.length === 0 ? null : (
        <StudiesCard id="finished" title="Finished lately" studies={finished.slice(0, RECENT_MAX)} {...shared} />
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
          <ProjectTable projects={projects} workspaceSlug={shared.workspaceSlug} nowMs={shared.nowMs} />
        )}
      </Card>
    </div>
  );
}

type StudiesCardProps = Omit<WorkspaceHomeProps, "workspaceName" | "projects" | "active" | "finished"> & {
  readonly id: string;
  readonly title: string;
  readonly studies: readonly StudySummary[];
  /** What is said when there are none. */
  readonly children?: ReactNode;
};

function StudiesCard({ id, title, studies, children, ...shared }: StudiesCardProps) {
  return (
    <Card id={id} title={title} note={countOf(studies.length, "study", "studies")}>
      {studies.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">{children}</p>
      ) : (
        <StudyListTable studies={studies} {...shared} />
      )}
    </Card>
  );
}
