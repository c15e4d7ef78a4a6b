import Link from "next/link";
import { StudyList, type StudyListItem } from "@/components/study/study-list";
import { Card } from "@/components/ui/card";
import type { Project } from "@/lib/contract/project";
import { countOf } from "@/lib/format/count";

interface ProjectCardProps {
  readonly project: Project;
  readonly studies: readonly StudyListItem[];
  readonly workspaceSlug: string;
  readonly nowMs: number;
}

/** A project with its newest studies. */
export function ProjectCard({ project, studies, workspaceSlug, nowMs }: ProjectCardProps) {
  const href = `/${workspaceSlug}/${project.id}`;
  return (
    <Card
      id={project.id}
      title={
        <Link href={href} className="rounded-sm hover:text-accent-strong hover:underline">
          <bdi>{project.name}</bdi>
        </Link>
      }
      note={countOf(project.study_count, "study", "studies")}
    >
      {studies.length === 0 ? (
        <p className="px-4 py-6 text-sm text-ink-soft">
          No study yet. Training code creates one with its first request.
        </p>
      ) : (
        <StudyList items={studies} workspaceSlug={workspaceSlug} nowMs={nowMs} />
      )}
      {studies.length < project.study_count && studies.length > 0 ? (
        <p className="border-t border-line px-4 py-2 text-xs">
          <Link href={href} className="rounded-sm text-accent-strong hover:underline">
            All {countOf(project.study_count, "study", "studies")}
          </Link>
        </p>
      ) : null}
    </Card>
  );
}
