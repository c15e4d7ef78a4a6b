import type { StudyFilter } from "@/lib/analysis/study-list-address";

/** The request for a page of studies; the same on the server, which reads the first page ahead, and in the browser. */
export function studyListInput(projectId: string, { search, state, tag, sort }: StudyFilter) {
  return {
    project_id: projectId,
    search,
    states: state === "any" || state === "archived" ? [] : [state],
    archived: state === "archived",
    ...(tag.trim() === "" ? {} : { tag: tag.trim() }),
    sort,
    limit: 25,
  };
}
