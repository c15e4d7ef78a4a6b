import { cache } from "react";
import type { Project } from "@/lib/contract/project";
import { pageWorkspace, readForPage } from "@/server/trpc/page-workspace";

const PROJECTS_SHOWN = 20;
const STUDIES_SHOWN = 8;

type PageWorkspace = Awaited<ReturnType<typeof pageWorkspace>>;

/** The newest projects with their newest studies. */
export const loadProjects = cache(async (workspace: string) => {
  const page = await pageWorkspace({ slug: workspace, path: `/${workspace}` });
  const projects = await readForPage(
    page.queryClient.fetchQuery(page.trpc.project.list.queryOptions({ limit: PROJECTS_SHOWN })),
  );
  if (projects === "forbidden") return { kind: "forbidden" as const };
  const sections = await Promise.all(
    projects.data.map(async (project) => ({
      project,
      studies: await loadStudies(page, { project, limit: STUDIES_SHOWN }),
    })),
  );
  return { kind: "ok" as const, ...page, sections, nowMs: Date.now() };
});

/** One project with as many studies as a page takes. */
export const loadProject = cache(async (workspace: string, projectId: string) => {
  const page = await pageWorkspace({ slug: workspace, path: `/${workspace}/${projectId}` });
  const project = await readForPage(
    page.queryClient.fetchQuery(page.trpc.project.read.queryOptions({ project_id: projectId })),
  );
  if (project === "forbidden") return { kind: "forbidden" as const };
  return {
    kind: "ok" as const,
    ...page,
    project,
    studies: await loadStudies(page, { project, limit: 100 }),
    nowMs: Date.now(),
  };
});

async function loadStudies(
  { queryClient, trpc }: PageWorkspace,
  { project, limit }: { project: Project; limit: number },
) {
  if (project.study_count === 0) return [];
  const studies = await queryClient.fetchQuery(trpc.study.list.queryOptions({ project_id: project.id, limit }));
  return Promise.all(
    studies.data.map(async (study) => {
      const best = await queryClient.fetchQuery(trpc.study.best.queryOptions({ study_id: study.id }));
      return { study, incumbent: best.trial };
    }),
  );
}
