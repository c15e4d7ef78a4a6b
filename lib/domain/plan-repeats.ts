import type { Repeats } from "../contract/repeats";
import { type Race, type Racer, race } from "../engine/repeats/race";

/** A study's repeats as of one instant. Groups go by their first trial. */
export interface RepeatView {
  readonly repeats: Repeats;
  readonly direction: "minimize" | "maximize";
  /** What is left of the budget. */
  readonly room: number;
  readonly max_trials: number;
  /** The sampler has nothing more to offer. */
  readonly exhausted: boolean;
  /** Repeats that wait for somebody to take them. */
  readonly queued: number;
  /** First trials that have not ended. */
  readonly open_firsts: { readonly count: number };
  /** Rule "all": groups that lack repeats, the oldest first, and the blocks that are free; not `frozen`: suggestions that may still change. */
  readonly incomplete: readonly {
    readonly group_id: string;
    readonly members: number;
    readonly frozen: boolean;
    readonly free: readonly number[];
  }[];
  /** Rule "race": groups that no race has judged, the oldest first, with the value of their first trial. */
  readonly unraced: readonly { readonly group_id: string; readonly value: number | null }[];
  /** The race that is on, or the last one. */
  readonly race: RaceView | null;
}

export interface RaceView {
  readonly number: number;
  readonly racers: readonly {
    readonly group: string;
    readonly decision: "eliminated" | "beaten" | "withdrawn" | "won" | null;
    /** Its assignments are none of the search space any more: it is not evaluated further. */
    readonly outside: boolean;
    /** A person ended its group: it races on the results it has, as far as they go. */
    readonly over: boolean;
    /** Its trials in order. What was cancelled is none. */
    readonly blocks: readonly { readonly index: number; readonly ended: boolean; readonly value: number | null }[];
  }[];
}

export interface RaceDecision {
  readonly race: number;
  readonly group: string;
  readonly decision: "entered" | "outranked" | "eliminated" | "beaten" | "withdrawn" | "won";
  readonly by?: string;
  readonly blocks: number;
  readonly probability?: number;
}

export interface RepeatPlan {
  /** What is decided now; with any, there may be more to decide after they are stored. */
  readonly decisions: readonly RaceDecision[];
  readonly repeats: readonly { readonly group: string; readonly index: number }[];
  /** New assignments that may be made beside these, and how many are worth making for those that still wait. */
  readonly room: number;
  readonly wanted: number;
}

/** Asks that wait, and how many trials they wait for; none when something is only made ahead. */
interface Demand {
  readonly wanted: number;
  readonly ahead: boolean;
}

/** Of the assignments that have come since the last race so many race with its winner. */
const ENTRANTS = 4;
const COHORT_MAX = 10;

/** What to repeat, and what is decided, for so many trials that are asked for. */
export function planRepeats(view: RepeatView, demand: Demand): RepeatPlan {
  return view.repeats.rule === "all" ? planAll(view, demand) : planRace(view, demand);
}

/** Every group gets all its repeats; no more groups are begun than the budget can repeat, but for the last one. */
function planAll({ repeats: { max }, room, queued, incomplete }: RepeatView, { wanted }: Demand): RepeatPlan {
  const lacking = incomplete.reduce((sum, { members }) => sum + max - members, 0);
  const due = incomplete.flatMap(({ group_id: group, members, frozen, free }) =>
    frozen ? free.slice(0, max - members).map((index) => ({ group, index })) : [],
  );
  const repeats = due.slice(0, Math.min(Math.max(wanted - queued, 0), room));
  const left = Math.max(wanted - queued - repeats.length, 0);
  return {
    decisions: [],
    repeats,
    room: Math.max(Math.ceil((room - lacking) / max), 0),
    // The others get the repeats of these.
    wanted: Math.ceil(left / max),
  };
}

/**
 * Races one after the other. Once as many new assignments as make a cohort have their first result, the best of them by it
 * race with the winner of the last race; the rest is outranked. While a race waits for results, whoever asks gets new
 * assignments, the cohort of the next one.
 */
function planRace(view: RepeatView, { wanted, ahead }: Demand): RepeatPlan {
  const isOn = view.race?.racers.some(({ decision }) => decision === null) ?? false;
  if (view.race === null || !isOn) {
    const decisions = drawRace(view);
    return { decisions, repeats: [], room: view.room, wanted: Math.max(wanted - view.queued, 0) };
  }
  const { decisions, due } = judge(view.race, view);
  // What nobody waits for might be out before somebody comes; where there is nothing else to do, all at once.
  const asked = view.exhausted ? due.length : ahead ? 0 : Math.max(wanted - view.queued, 0);
  const repeats = due.slice(0, Math.min(asked, view.room));
  const left = ahead && due.length > 0 ? 0 : Math.max(wanted - view.queued - repeats.length, 0);
  return { decisions, repeats, room: Math.max(view.room - repeats.length, 0), wanted: left };
}

function drawRace(view: RepeatView): readonly RaceDecision[] {
  const { unraced, open_firsts, room, exhausted, max_trials, race: last } = view;
  const cohort = Math.min(Math.max(Math.ceil(max_trials / 4), 2), COHORT_MAX);
  const willNeverBeFull = exhausted ? open_firsts.count === 0 : unraced.length + open_firsts.count + room < cohort;
  if (unraced.length === 0 || (unraced.length < cohort && !willNeverBeFull)) return [];
  const sign = view.direction === "maximize" ? -1 : 1;
  const ranked = unraced
    .flatMap(({ group_id, value }) => (value === null ? [] : [{ group: group_id, loss: sign * value }]))
    .sort((one, other) => one.loss - other.loss);
  const entrants = ranked.slice(0, ENTRANTS).map(({ group }) => group);
  const number = last === null ? 0 : last.number + 1;
  const champion = last?.racers.find(({ decision }) => decision === "won");
  const defends = champion !== undefined && entrants.length > 0;
  return [
    ...(defends
      ? [
          {
            race: number,
            group: champion.group,
            decision: champion.outside ? ("withdrawn" as const) : ("entered" as const),
            blocks: champion.blocks.length,
          },
        ]
      : []),
    ...unraced.map(({ group_id: group }) => {
      return { race: number, group, decision: entrants.includes(group) ? "entered" : "outranked", blocks: 1 } as const;
    }),
  ];
}

/** What the results say of the race that is on, beyond what is decided, and what to evaluate next. */
function judge({ number, racers }: RaceView, { repeats, direction }: RepeatView) {
  const sign = direction === "maximize" ? -1 : 1;
  const field = racers.map(({ group, blocks }): Racer => {
    const losses = blocks.flatMap(({ index, ended, value }): [number, number][] =>
      ended ? [[index, value === null ? Number.NaN : sign * value]] : [],
    );
    return { id: group, losses: new Map(losses) };
  });
  const members = new Map(racers.map(({ group, blocks }) => [group, new Set(blocks.map(({ index }) => index))]));
  const blocksOf = (group: string): number => members.get(group)?.size ?? 0;
  const leaving = (group: string): RaceDecision => ({
    race: number,
    group,
    decision: "withdrawn",
    blocks: blocksOf(group),
  });
  const outside = racers.filter((racer) => racer.outside && racer.decision === null).map(({ group }) => leaving(group));
  const decided = racers.flatMap(({ group, decision }) => (decision === null ? [] : [group]));
  const out = new Set([...decided, ...outside.map(({ group }) => group)]);
  const state = standing(field, { out, repeats });
  if (state === null) return { decisions: outside, due: [] };
  const eliminated = state.eliminated
    .filter(({ id }) => !out.has(id))
    .map(({ id, by, blocks, probability }): RaceDecision => {
      return { race: number, group: id, decision: "eliminated", by, blocks, probability };
    });
  const next = state.next.flatMap(({ id, block }) =>
    members.get(id)?.has(block) ? [] : [{ group: id, index: block }],
  );
  const over = new Set(racers.flatMap((racer) => (racer.over ? [racer.group] : [])));
  // What the race needs of them does not come.
  const stuck = next.filter(({ group }) => over.has(group)).map(({ group }) => leaving(group));
  const decisions = [...outside, ...eliminated, ...stuck, ...ending(state, number, blocksOf)];
  return { decisions, due: next.filter(({ group }) => !over.has(group)) };
}

/** A decision stands, even where a value was corrected since and another would be made now. Null: nobody is left. */
function standing(
  field: readonly Racer[],
  { out, repeats }: { readonly out: ReadonlySet<string>; readonly repeats: Repeats },
): Race | null {
  const errorRate = repeats.error_rate ?? 0.05;
  const rules = { blocksMax: repeats.max, blocksMin: repeats.min ?? Math.min(3, repeats.max), errorRate };
  const left = field.filter(({ id }) => !out.has(id));
  if (left.length === 0) return null;
  const state = race(field, rules);
  if (!state.contenders.some((id) => out.has(id))) return state;
  // At the level of a race of all who entered, however many are left of them.
  const share = left.length === 1 ? 1 : (left.length - 1) / (field.length - 1);
  return race(left, { ...rules, errorRate: errorRate * share });
}

function ending(
  { winner, contenders }: Race,
  number: number,
  blocksOf: (group: string) => number,
): readonly RaceDecision[] {
  if (winner === null) return [];
  return contenders.map((group): RaceDecision => {
    const decided = { race: number, group, blocks: blocksOf(group) };
    return group === winner ? { ...decided, decision: "won" } : { ...decided, decision: "beaten", by: winner };
  });
}
