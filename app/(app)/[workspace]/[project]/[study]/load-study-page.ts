import { notFound } from "next/navigation";
import { cache } from "react";
import { trialLogQuery } from "@/components/study/trial-log-query";
import { trialListInput } from "@/components/trial/trial-list-input";
import { publicAddress } from "@/server/kernel/public-address";
import { pageWorkspace, readForPage } from "@/server/trpc/page-workspace";

/** Everything the study's page shows first, read once per request and handed to the browser as answered queries. */
export const loadStudyPage = cache(async (workspace: string, projectId: string, studyId: string) => {
  const page = await pageWorkspace({ slug: workspace, path: `/${workspace}/${projectId}/${studyId}` });
  const { queryClient, trpc } = page;
  const study = await readForPage(queryClient.fetchQuery(trpc.study.read.queryOptions({ study_id: studyId })));
  if (study === "forbidden") return { kind: "forbidden" as const };
  if (study.project_id !== projectId) notFound();
  const metrics = study.objectives.map(({ metric }) => metric);
  const listTrials = (request: { study_id: string; limit: number; cursor?: string }) =>
    queryClient.fetchQuery({ ...trpc.trial.list.queryOptions(request), gcTime: 0 });
  const [project] = await Promise.all([
    queryClient.fetchQuery(trpc.project.read.queryOptions({ project_id: projectId })),
    queryClient.prefetchQuery(trpc.study.best.queryOptions({ study_id: studyId })),
    queryClient.prefetchQuery(trpc.trial.list.queryOptions(trialListInput({ studyId, filter: "all" }))),
    queryClient.prefetchQuery(trialLogQuery({ studyId, metrics, queryClient, listTrials })),
  ]);
  return { kind: "ok" as const, ...page, study, project, baseUrl: publicAddress(), nowMs: Date.now() };
});
