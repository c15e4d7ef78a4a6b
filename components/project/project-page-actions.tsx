"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { buttonClasses } from "@/components/ui/button-classes";
import type { Project } from "@/lib/contract/project";
import { ProjectActions } from "./project-actions";

interface ProjectPageActionsProps {
  readonly project: Project;
  readonly workspaceSlug: string;
}

/** What the head of a project's page offers to those who may write. */
export function ProjectPageActions({ project, workspaceSlug }: ProjectPageActionsProps) {
  const router = useRouter();
  return (
    <>
      <ProjectActions
        project={project}
        onChanged={() => router.refresh()}
        onDeleted={() => router.replace(`/${workspaceSlug}/projects`)}
      />
      <Link href={`/${workspaceSlug}/${project.id}/new`} className={buttonClasses({ variant: "primary" })}>
        New study
      </Link>
    </>
  );
}
