import { studyTrialsQuery } from "@/components/study/study-trials-query";
import { parseCompareAddress } from "@/lib/analysis/compare-address";
import { compareObjective } from "@/lib/analysis/compare-objective";
import type { Study } from "@/lib/contract/study";
import { readForPage, readIfThere } from "@/server/trpc/page-workspace";
import { loadWorkspacePage } from "../../load-workspace-page";

/** Larger studies' trials would make the page itself heavy: the browser reads them once the page stands. */
const TRIALS_IN_PAGE_MAX = 400;

type Query = Readonly<Record<string, string | string[] | undefined>>;

interface ComparePageRequest {
  readonly workspace: string;
  readonly project: string;
  readonly query: Query;
}

/** The studies that the address names and the person may see, read once and handed to the browser as answered queries. */
export async function loadComparePage({ workspace, project: projectId, query }: ComparePageRequest) {
  const address = parseCompareAddress(query);
  const projectHref = `/${workspace}/${projectId}`;
  const page = await loadWorkspacePage(workspace, `${projectHref}/compare?studies=${address.ids.join(",")}`);
  const { queryClient, trpc } = page;
  const project = await readForPage(queryClient.fetchQuery(trpc.project.read.queryOptions({ project_id: projectId })));
  if (project === "forbidden") return { kind: "forbidden" as const };
  const read = await Promise.all(
    address.ids.map((study_id) => readIfThere(queryClient.fetchQuery(trpc.study.read.queryOptions({ study_id })))),
  );
  if (read.includes("forbidden")) return { kind: "forbidden" as const };
  const studies = read.flatMap((study) =>
    study === null || study === "forbidden" || study.project_id !== projectId ? [] : [study],
  );
  await prefetch(page, studies);
  const omitted = { missing: address.malformed + address.ids.length - studies.length, beyond: address.beyond };
  return { kind: "ok" as const, ...page, project, projectHref, studies, omitted, repeated: address.repeated };
}

type WorkspacePage = Awaited<ReturnType<typeof loadWorkspacePage>>;

async function prefetch({ queryClient, trpc }: WorkspacePage, studies: readonly Study[]): Promise<void> {
  const { chosen } = compareObjective(studies, null);
  const readSeries = (request: { study_id: string; since?: string }) =>
    queryClient.fetchQuery({ ...trpc.study.series.queryOptions(request), gcTime: 0 });
  const small = (study: Study) =>
    Object.values(study.trial_counts).reduce((sum, count) => sum + count, 0) <= TRIALS_IN_PAGE_MAX;
  const best = (study_id: string) =>
    chosen?.studyIds.includes(study_id)
      ? [queryClient.prefetchQuery(trpc.study.best.queryOptions({ study_id, metric: chosen.objective.metric }))]
      : [];
  await Promise.all(
    studies.flatMap((study) => [
      ...best(study.id),
      ...(small(study)
        ? [queryClient.prefetchQuery(studyTrialsQuery({ studyId: study.id, queryClient, readSeries }))]
        : []),
    ]),
  );
}
