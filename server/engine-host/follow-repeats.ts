import { planRepeats } from "@/lib/domain/plan-repeats";
import { pools } from "@/server/db/pools";
import {
  type ProducerFunctions,
  producerFunctions,
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

interface Known {
  /** Under another space groups may lack something again. */
  readonly spaceRevision: number;
  /** No trial below this number is of a group that lacks anything, or will unless a later one joins it. */
  readonly from: number;
}

/** By study; null: it has no repeats, which never changes. */
const known = () => processSingleton("repeats-known", () => new Map<string, Known | null>());

/**
 * Stores what the results of a study say of its races, and mints the repeats that those who wait get. Null: the study has no
 * repeats. Decisions are worked out on what is stored and stored only if nothing was decided since, so any replica may try.
 */
export async function followRepeats(follow: Follow, demand: Demand): Promise<Followed | null | "fenced"> {
  const { workspaceId, studyId } = follow.study;
  const key = `${workspaceId}/${studyId}`;
  if (known().get(key) === null) return null;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const view = await lookAt(follow.functions, known().get(key) ?? null);
    remember(key, view && { spaceRevision: view.space_revision, from: firstLacking(view) });
    if (view === null) return null;
    const outcome = await followOnce(follow.functions, view, demand);
    if (outcome !== "again") return outcome;
  }
  return { available: 0, wanted: demand.wanted, room: 0, races: true };
}

async function lookAt({ repeats }: Follow["functions"], before: Known | null): Promise<RepeatRow | null> {
  const view = await repeats(before?.from ?? 0);
  const isOfAnother = view !== null && before !== null && view.space_revision !== before.spaceRevision;
  return isOfAnother ? repeats(0) : view;
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
  if (isOver || (decisions.length === 0 && repeats.length === 0)) return followed;
  const outcome = await functions.followRepeats({
    fence: demand.fence,
    seen: view.seen,
    decisions,
    repeats: repeats.map((repeat) => ({ id: newId(), ...repeat })),
  });
  if (outcome.kind === "fenced") return "fenced";
  if (outcome.kind === "closed") return followed;
  // After decisions there may be more to decide; where none was made, somebody else made it.
  if (outcome.kind !== "followed" || decisions.length > 0 || outcome.made === 0) return "again";
  return { ...followed, available: view.queued + outcome.made };
}

/** Before a study finishes: its last results decide its last race. */
export async function endRaces(study: StudyAddress): Promise<void> {
  const functions = producerFunctions(pools().engine, study);
  await followRepeats({ study, functions }, { fence: null, wanted: 0, ahead: true });
}

function firstLacking({ open_firsts, incomplete, unraced }: RepeatRow): number {
  return [...incomplete, ...unraced].reduce((least, { number }) => Math.min(least, number), open_firsts.from);
}

function remember(key: string, seen: Known | null): void {
  if (known().size >= STUDIES_MAX) known().clear();
  known().set(key, seen);
}
