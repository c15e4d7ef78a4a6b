import { planRepeats } from "@/lib/domain/plan-repeats";
import { pools } from "@/server/db/pools";
import {
  type ProducerFunctions,
  producerFunctions,
  type RepeatCall,
  type RepeatRow,
  type StudyAddress,
} from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";

interface Follow {
  readonly study: StudyAddress;
  readonly functions: Pick<ProducerFunctions, "repeats" | "followRepeats">;
}

interface Demand {
  /** Null: without a lease, as substitutes are made. */
  readonly fence: number | null;
  readonly wanted: number;
  /** Nobody waits. */
  readonly ahead: boolean;
}

export interface Followed {
  /** Repeats that wait to be handed out. */
  readonly available: number;
  /** Suggestions that are still wanted beside them, and how many the budget has room for. */
  readonly wanted: number;
  readonly room: number;
  /** Results decide what is repeated, whatever the sampler. */
  readonly races: boolean;
}

const STEPS_MAX = 8;
const STUDIES_MAX = 10_000;
/** By so many trials more than the study notes is worth noting. */
const SETTLED_STEP = 32;

/** Studies without repeats, which never changes. */
const without = () => processSingleton("studies-without-repeats", () => new Set<string>());

/**
 * Stores what the results of a study say of its races, and mints the repeats that those who wait get. Null: the study has no
 * repeats. Decisions are worked out on what is stored and stored only if nothing was decided since, so any replica may try.
 */
export async function followRepeats(follow: Follow, demand: Demand): Promise<Followed | null | "fenced"> {
  const { workspaceId, studyId } = follow.study;
  const key = `${workspaceId}/${studyId}`;
  if (without().has(key)) return null;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const view = await follow.functions.repeats();
    if (view === null) {
      rememberWithout(key);
      return null;
    }
    const outcome = await followOnce(follow.functions, view, demand);
    if (outcome !== "again") return outcome;
  }
  return { available: 0, wanted: demand.wanted, room: 0, races: true };
}

async function followOnce(
  functions: Follow["functions"],
  view: RepeatRow,
  demand: Demand,
): Promise<Followed | "fenced" | "again"> {
  const races = view.repeats.rule === "race";
  const isActive = view.state === "active";
  const { decisions, repeats: due, room, wanted } = planRepeats(view, demand);
  const repeats = isActive ? due : [];
  const followed = isActive
    ? { available: view.queued, wanted, room, races }
    : { available: 0, wanted: demand.wanted, room: 0, races };
  // What is over is not judged any more.
  const isOver = view.state === "stopped" || view.state === "finished";
  const settled = settledBy(view);
  if (isOver || (decisions.length === 0 && repeats.length === 0 && settled === null)) return followed;
  const outcome = await functions.followRepeats({
    fence: demand.fence,
    seen: view.seen,
    decisions,
    repeats: repeats.map((repeat) => ({ id: newId(), ...repeat })),
    settled,
  });
  if (outcome.kind === "fenced") return "fenced";
  if (outcome.kind === "closed") return followed;
  // After decisions there may be more to decide; where none was made, somebody else made it.
  if (outcome.kind !== "followed" || decisions.length > 0 || (repeats.length > 0 && outcome.made === 0)) return "again";
  return { ...followed, available: view.queued + outcome.made };
}

/** Before a study finishes: its last results decide its last race. */
export async function endRaces(study: StudyAddress): Promise<void> {
  const functions = producerFunctions(pools().engine, study);
  await followRepeats({ study, functions }, { fence: null, wanted: 0, ahead: true });
}

/** Below which number no trial is open or of a group that lacks anything; null: not by enough more than the study notes. */
function settledBy(view: RepeatRow): RepeatCall["settled"] {
  const { open_firsts, incomplete, unraced, settled_before, space_revision } = view;
  const before = [...incomplete, ...unraced].reduce((least, { number }) => Math.min(least, number), open_firsts.from);
  return before - settled_before < SETTLED_STEP ? null : { before, space_revision };
}

function rememberWithout(key: string): void {
  if (without().size >= STUDIES_MAX) without().clear();
  without().add(key);
}
