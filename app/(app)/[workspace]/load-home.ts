import { cache } from "react";
import { ACTIVITY_MAX } from "@/lib/contract/workspace-activity";
import { readForPage } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "./load-workspace-page";

/** How many studies the home page looks through for what runs and what needs a look. */
const STUDIES_WATCHED = 100;
const PROJECTS_SHOWN = 100;

/** The workspace's projects, the studies that someone may be waiting for, what was done and how much. */
export const loadHome = cache(async (workspace: string) => {
  const page = await loadWorkspacePage(workspace, `/${workspace}`);
  const { queryClient, trpc } = page;
  const projects = await readForPage(queryClient.fetchQuery(trpc.project.list.queryOptions({ limit: PROJECTS_SHOWN })));
  if (projects === "forbidden") return { kind: "forbidden" as const };
  const summaries = (states: ("active" | "finished")[], limit: number) =>
    queryClient.fetchQuery(trpc.study.summaries.queryOptions({ states, limit }));
  const [active, finished, activity, usage] = await Promise.all([
    summaries(["active"], STUDIES_WATCHED),
    summaries(["finished"], 25),
    // Deeds of one kind in a row become one line: all that may be read, to fill the list.
    queryClient.fetchQuery(trpc.workspace.activity.queryOptions({ limit: ACTIVITY_MAX })),
    queryClient.fetchQuery(trpc.workspace.usage.queryOptions({})),
  ]);
  return {
    kind: "ok" as const,
    ...page,
    projects: projects.data,
    active: active.data,
    finished: finished.data,
    activities: activity.data,
    usage,
  };
});
