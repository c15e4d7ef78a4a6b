import type { HistoryEntry } from "@/lib/engine/history";
import type { Space } from "@/lib/engine/space/space";
import type {
  EngineView,
  KnownHistory,
  ProducerFunctions,
  StudyAddress,
  ToldTrial,
} from "@/server/db/sql/producer-functions";
import { inSlices } from "@/server/kernel/in-slices";
import { processSingleton } from "@/server/kernel/process";
import { toHistoryEntry } from "./snapshot";
import { spacesOf } from "./study-spaces";

/** Histories kept so that a call reads what is new only. Dropping one costs the time to read it again. */
const STUDIES_MAX = 64;
const TRIALS_MAX = 200_000;

/** A study's history as it is stored, and what was open at its end. */
interface Known extends KnownHistory {
  /** As points of the space of this revision. */
  readonly entries: readonly HistoryEntry[];
  readonly revision: number;
}

const NOTHING: Known = { seq: 0, next_number: 0, open: [], entries: [], revision: 0 };

/** The one used last at the end. */
const memory = () => processSingleton("engine-histories", () => new Map<string, Known>());

export interface StudyView {
  readonly view: EngineView;
  /** As the engine is told it: what is stored, then what is new. */
  readonly history: readonly HistoryEntry[];
  /** The stored history that this goes on from, and what it adds to it. */
  readonly after: number;
  readonly added: readonly ToldTrial[];
  /** Every space of the study up to the view's; none when that is the first. */
  readonly spaces: readonly Space[];
}

/** What the engine is told of a study now; null when there is no such study. */
export async function viewStudy(
  functions: Pick<ProducerFunctions, "view" | "spaces">,
  study: StudyAddress,
): Promise<StudyView | null> {
  const known = memory().get(study.studyId) ?? NOTHING;
  const { seq, next_number, open } = known;
  const view = await functions.view({ seq, next_number, open });
  if (view === null) return null;
  if (known !== NOTHING && known.revision !== view.space_revision) {
    // Every trial has another place now: the history is read anew.
    forgetHistory(study);
    return viewStudy(functions, study);
  }
  const spaces = await spacesOf(functions, study, view.space_revision);
  const stored = view.told.filter((told) => told.seq !== null);
  const added = view.told.filter((told) => told.seq === null);
  const after = stored.at(-1)?.seq ?? seq;
  const history = [...known.entries];
  // The whole of it where the space changed, each trial carried over from its own.
  await inSlices(view.told, (told) => history.push(toHistoryEntry(told, spaces)));
  return { view, history, after, added, spaces };
}

/** Once what a view added to the history is stored there. */
export function rememberHistory({ studyId }: StudyAddress, { view, history, after, added }: StudyView): void {
  const histories = memory();
  histories.delete(studyId);
  histories.set(studyId, {
    seq: after + added.length,
    next_number: view.next_number,
    open: view.open.map(({ number }) => number),
    entries: history,
    revision: view.space_revision,
  });
  let trials = [...histories.values()].reduce((sum, { entries }) => sum + entries.length, 0);
  for (const [oldest, { entries }] of histories) {
    if (histories.size <= STUDIES_MAX && trials <= TRIALS_MAX) break;
    histories.delete(oldest);
    trials -= entries.length;
  }
}

/** After somebody else wrote the history, or nobody knows whether what we wrote is there. */
export function forgetHistory({ studyId }: StudyAddress): void {
  memory().delete(studyId);
}
