import { type StudyState, studyStates } from "@/lib/contract/study";
import { listStudySummaries, type StudySort, studySorts } from "@/lib/contract/study-summary";

/** Which studies a list shows, in which order; all of it stands in the address, so that a link or Back shows the same. */
export interface StudyFilter {
  readonly search: string;
  readonly state: "any" | "archived" | StudyState;
  readonly tag: string;
  readonly sort: StudySort;
}

export const NO_FILTER: StudyFilter = { search: "", state: "any", tag: "", sort: "newest" };

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

const { search: Search, tag: Tag } = listStudySummaries.input.shape;

/** Reads the filter of an address. Whoever wrote it, the list can be asked for: what is not understood counts as not given. */
export function parseStudyFilter(query: Query): StudyFilter {
  const { search, tag } = query;
  return {
    search: typeof search === "string" && isText(search) && Search.safeParse(search).success ? search : "",
    state: oneOf(["archived", ...studyStates], query.state) ?? NO_FILTER.state,
    tag: typeof tag === "string" && isText(tag) && Tag.safeParse(tag).success ? tag : "",
    sort: oneOf(studySorts, query.sort) ?? NO_FILTER.sort,
  };
}

/** The address of a list, with only what differs from how it is shown at first. */
export function studyListHref(path: string, filter: StudyFilter): string {
  const query = (["search", "state", "tag", "sort"] as const)
    .filter((name) => filter[name] !== NO_FILTER[name])
    .map((name) => `${name}=${encodeURIComponent(filter[name])}`);
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

function oneOf<Value extends string>(values: readonly Value[], given: Query[string]): Value | undefined {
  return values.find((value) => value === given);
}

/** Half of a surrogate pair cannot be written into an address, and the database stores no NUL. */
function isText(text: string): boolean {
  return !/[\p{Surrogate}\0]/u.test(text);
}
