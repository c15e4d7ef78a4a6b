import { cache } from "react";
import { NO_FILTER, studyListInput } from "@/components/study/study-list-input";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "./load-workspace-page";

/** How many studies the home page looks through for what runs and what needs a look. */
const STUDIES_WATCHED = 100;
const PROJECTS_SHOWN = 100;

/** The workspace's projects, and the studies that someone may be waiting for. */
export const loadProjects = cache(async (workspace: string, path: string) => {
  const page = await loadWorkspacePage(workspace, path);
  const { queryClient, trpc } = page;
  const projects = await readForPage(queryClient.fetchQuery(trpc.project.list.queryOptions({ limit: PROJECTS_SHOWN })));
  if (projects === "forbidden") return { kind: "forbidden" as const };
  const summaries = (states: ("active" | "finished")[], limit: number) =>
    queryClient.fetchQuery(trpc.study.summaries.queryOptions({ states, limit }));
  const [active, finished] = await Promise.all([summaries(["active"], STUDIES_WATCHED), summaries(["finished"], 25)]);
  return { kind: "ok" as const, ...page, projects: projects.data, active: active.data, finished: finished.data };
});

/** One project and the first page of its studies. */
export const loadProject = cache(async (workspace: string, projectId: string) => {
  const page = await loadWorkspacePage(workspace, `/${workspace}/${projectId}`);
  const { queryClient, trpc } = page;
  const project = await readForPage(queryClient.fetchQuery(trpc.project.read.queryOptions({ project_id: projectId })));
  if (project === "forbidden") return { kind: "forbidden" as const };
  await queryClient.prefetchInfiniteQuery(
    trpc.study.summaries.infiniteQueryOptions(studyListInput(projectId, NO_FILTER), {
      getNextPageParam: (last) => last.next_cursor,
    }),
  );
  return { kind: "ok" as const, ...page, project };
});
