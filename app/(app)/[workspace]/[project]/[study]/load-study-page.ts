import { notFound } from "next/navigation";
import { cache } from "react";
import { studyTrialsQuery } from "@/components/study/study-trials-query";
import { trialOrderInput } from "@/components/trial/trial-order-input";
import { publicAddress } from "@/server/kernel/public-address";
import { pageWorkspace, readForPage } from "@/server/trpc/page-workspace";

/** A larger study's trials would make the page itself heavy: the browser reads them once the page stands. */
const TRIALS_IN_PAGE_MAX = 400;

/** Everything the study's page shows first, read once per request and handed to the browser as answered queries. */
export const loadStudyPage = cache(async (workspace: string, projectId: string, studyId: string) => {
  const page = await pageWorkspace({ slug: workspace, path: `/${workspace}/${projectId}/${studyId}` });
  const { queryClient, trpc } = page;
  const study = await readForPage(queryClient.fetchQuery(trpc.study.read.queryOptions({ study_id: studyId })));
  if (study === "forbidden") return { kind: "forbidden" as const };
  if (study.project_id !== projectId) notFound();
  const trials = Object.values(study.trial_counts).reduce((sum, count) => sum + count, 0);
  const readSeries = (request: { study_id: string; since?: string }) =>
    queryClient.fetchQuery({ ...trpc.study.series.queryOptions(request), gcTime: 0 });
  const small = trials <= TRIALS_IN_PAGE_MAX;
  const [project] = await Promise.all([
    queryClient.fetchQuery(trpc.project.read.queryOptions({ project_id: projectId })),
    queryClient.prefetchQuery(trpc.study.best.queryOptions({ study_id: studyId })),
    ...(small
      ? [
          queryClient.prefetchQuery(trpc.trial.match.queryOptions(trialOrderInput({ studyId }))),
          queryClient.prefetchQuery(studyTrialsQuery({ studyId, queryClient, readSeries })),
        ]
      : []),
  ]);
  return { kind: "ok" as const, ...page, study, project, baseUrl: publicAddress(), nowMs: Date.now() };
});
