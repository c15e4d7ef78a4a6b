import type { StudyState } from "@/lib/contract/study";
import type { StudySort } from "@/lib/contract/study-summary";

export interface StudyFilter {
  readonly search: string;
  readonly state: "any" | "archived" | StudyState;
  readonly tag: string;
  readonly sort: StudySort;
}

export const NO_FILTER: StudyFilter = { search: "", state: "any", tag: "", sort: "newest" };

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
