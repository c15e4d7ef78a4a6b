import { StudyId } from "@/lib/contract/primitives";

export const COMPARED_MIN = 2;
export const COMPARED_MAX = 8;

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Which studies an address asks to compare. */
export interface CompareAddress {
  /** Each once, in the order given; more than can be compared are left out. */
  readonly ids: readonly string[];
  /** Parts that are no study's id. */
  readonly malformed: number;
  readonly repeated: number;
  /** Studies beyond the most that can be compared. */
  readonly beyond: number;
}

/** Reads `?studies=std_a,std_b`. Whoever wrote the address, the answer is one that the page can show. */
export function parseCompareAddress(query: Query): CompareAddress {
  const given = query.studies;
  const parts = (typeof given === "string" ? [given] : (given ?? []))
    .flatMap((text) => text.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const wellFormed = parts.filter((part) => StudyId.safeParse(part).success);
  const distinct = [...new Set(wellFormed)];
  return {
    ids: distinct.slice(0, COMPARED_MAX),
    malformed: parts.length - wellFormed.length,
    repeated: wellFormed.length - distinct.length,
    beyond: Math.max(0, distinct.length - COMPARED_MAX),
  };
}

export const compareAxes = ["trial", "time"] as const;
export type CompareAxis = (typeof compareAxes)[number];

/** How the comparison is looked at; all of it stands in the address, so that a link shows the same. */
export interface CompareView {
  readonly axis: CompareAxis;
  readonly scale: "linear" | "log";
  /** `maximize accuracy`; `null` for what most of the studies share. */
  readonly objective: string | null;
  readonly rows: "differences" | "all";
}

const FIRST_VIEW: CompareView = { axis: "trial", scale: "linear", objective: null, rows: "differences" };

export function parseCompareView(query: Query): CompareView {
  return {
    axis: query.axis === "time" ? "time" : FIRST_VIEW.axis,
    scale: query.scale === "log" ? "log" : FIRST_VIEW.scale,
    objective: typeof query.objective === "string" ? query.objective : FIRST_VIEW.objective,
    rows: query.rows === "all" ? "all" : FIRST_VIEW.rows,
  };
}

/** The address of a comparison, with only what differs from how it is shown at first. */
export function compareHref(path: string, ids: readonly string[], view: CompareView = FIRST_VIEW): string {
  const query = [
    `studies=${ids.join(",")}`,
    ...(view.axis === FIRST_VIEW.axis ? [] : [`axis=${view.axis}`]),
    ...(view.scale === FIRST_VIEW.scale ? [] : [`scale=${view.scale}`]),
    ...(view.objective === null ? [] : [`objective=${encodeURIComponent(view.objective)}`]),
    ...(view.rows === FIRST_VIEW.rows ? [] : [`rows=${view.rows}`]),
  ];
  return `${path}?${query.join("&")}`;
}
