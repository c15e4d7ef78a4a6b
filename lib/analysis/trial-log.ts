import type { TrialState } from "@/lib/contract/trial";
import type { TrialPoint } from "./trial-point";

/** One page of a study's trials in order of number, as it was last read. */
export interface TrialLogPage {
  /** Where this page begins; `null` is the beginning of the study. */
  readonly cursor: string | null;
  readonly nextCursor: string | null;
  readonly points: readonly TrialPoint[];
}

/** The trials of a study, read page by page. */
export interface TrialLog {
  readonly pages: readonly TrialLogPage[];
  /** False when the study has more trials than are read. */
  readonly complete: boolean;
}

export const EMPTY_TRIAL_LOG: TrialLog = { pages: [], complete: false };

/** Beyond this many trials the plots show the first ones and say so. */
const MAX_PAGES = 40;

const UNFINISHED: ReadonlySet<TrialState> = new Set(["queued", "running", "paused"]);

type FetchPage = (cursor: string | null) => Promise<TrialLogPage>;

/**
 * Brings a log up to date by reading only what can have changed: pages whose trials have all ended stay as they are, so
 * a live study costs one small request per change and not its whole history.
 */
export async function refreshTrialLog(previous: TrialLog, fetchPage: FetchPage): Promise<TrialLog> {
  const pages = [...previous.pages];
  let cursor: string | null = null;
  for (let index = 0; index < MAX_PAGES; index += 1) {
    const known = pages[index];
    const page: TrialLogPage = known !== undefined && isSettled(known) ? known : await fetchPage(cursor);
    pages[index] = page;
    cursor = page.nextCursor;
    if (cursor === null) return { pages: pages.slice(0, index + 1), complete: true };
    if (pages[index + 1]?.cursor !== cursor) pages.length = index + 1;
  }
  return { pages, complete: false };
}

export function pointsOf(log: TrialLog): readonly TrialPoint[] {
  return log.pages.flatMap((page) => page.points);
}

/** A full page whose trials have all ended cannot change any more. The last page can always grow. */
function isSettled(page: TrialLogPage): boolean {
  return page.nextCursor !== null && page.points.every((point) => !UNFINISHED.has(point.state));
}
