import { cache } from "react";
import { NO_FILTER, studyListInput } from "@/components/study/study-list-input";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "./load-workspace-page";

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
