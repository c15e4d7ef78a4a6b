import { cache } from "react";
import { studyListInput } from "@/components/study/study-list-input";
import type { StudyFilter } from "@/lib/analysis/study-list-address";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "./load-workspace-page";

/** One project; `path` is where it is shown, with its query. */
export const loadProject = cache(async (workspace: string, projectId: string, path: string) => {
  const page = await loadWorkspacePage(workspace, path);
  const { queryClient, trpc } = page;
  const project = await readForPage(queryClient.fetchQuery(trpc.project.read.queryOptions({ project_id: projectId })));
  if (project === "forbidden") return { kind: "forbidden" as const };
  return { kind: "ok" as const, ...page, project };
});

type WorkspacePage = Awaited<ReturnType<typeof loadWorkspacePage>>;

/** The first page of a project's studies as an answered query, so that the list stands there when the page does. */
export async function prefetchStudies(
  { queryClient, trpc }: Pick<WorkspacePage, "queryClient" | "trpc">,
  { projectId, filter }: { readonly projectId: string; readonly filter: StudyFilter },
): Promise<void> {
  await queryClient.prefetchInfiniteQuery(
    trpc.study.summaries.infiniteQueryOptions(studyListInput(projectId, filter), {
      getNextPageParam: (last) => last.next_cursor,
    }),
  );
}
