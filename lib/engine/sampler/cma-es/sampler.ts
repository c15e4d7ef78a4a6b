/**
 * CMA-ES for studies whose results come in any order, or not at all.
 *
 * Every suggestion is a draw from the open generation's distribution, and says so in its origin. A generation closes when
 * as many of its own trials have ended as its population is large, failures ranked last; workers that ask before get
 * further draws of it, so nobody waits. Results of an earlier generation are kept as trials and teach nothing more, for
 * they would be read as draws of a distribution that they were not drawn from.
 *
 * The first trial made for a new generation writes down which results closed the last one. Folding the trials follows
 * these notes instead of deciding anew, so a result that comes in between changes nothing that was already drawn from.
 * Draws are not stored: the seed, the trial's number and the distribution give them again (search.ts).
 */
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { compileSpace } from "../../space/compiled-space";
import { entryUnits } from "../entry-units";
import { type Fitness, fitnessOf } from "../evolution/fitness";
import { growTaken, type TakenLog, takenPoints } from "../evolution/taken-log";
import { proposePoints } from "../propose-points";
import type { Origin, Sampler, SuggestRequest, SuggestResult } from "../sampler";
import { coordinatesOf, outsetOf, rowOf, settledDraw } from "./coordinates";
import type { CmaEsOptions } from "./definition";
import { inRanges, toRanges } from "./number-ranges";
import {
  closeGeneration,
  drawFor,
  type Member,
  memberOf,
  type Search,
  type SearchContext,
  startSearch,
} from "./search";
import { EARLIER_MIN, type EarlierResult } from "./warm-start";

interface CmaEsState {
  readonly problem: Problem;
  readonly options: CmaEsOptions;
  readonly taken: TakenLog;
  /** Results from before the first generation. */
  readonly earlier: readonly EarlierResult[];
  /** Null until a trial of the first generation has ended. */
  readonly search: Search | null;
  /** The results of the open generation. */
  readonly members: readonly Member[];
}

export const cmaEsSampler: Sampler<CmaEsOptions, CmaEsState> = {
  initial: (problem, options) => ({ problem, options, taken: [], earlier: [], search: null, members: [] }),
  fold(state, entries) {
    const { search, earlier, members } = state;
    const chain: Chain = { search, earlier: [...earlier], members: [...members] };
    const context = contextOf(state);
    for (const entry of entries) follow(context, chain, entry);
    return { ...state, ...chain, taken: growTaken(state.taken, entries) };
  },
  suggest,
};

/** What folding changes. */
interface Chain {
  search: Search | null;
  earlier: EarlierResult[];
  members: Member[];
}

function contextOf({ problem, options }: CmaEsState): SearchContext {
  return { problem, options, coordinates: coordinatesOf(compileSpace(problem.space)) };
}

/** Takes in one more trial that has ended. */
function follow(context: SearchContext, chain: Chain, entry: LossEntry): void {
  const fitness = fitnessOf(entry);
  if (!fitness) return;
  const { generation: mark } = entry;
  if (!chain.search) {
    if (!mark) return noteEarlier(context, chain, { entry, fitness });
    if (mark.index !== 0) return;
    chain.search = begin(context, chain.earlier, mark.from);
    chain.earlier = [];
  } else if (mark?.index === chain.search.generation + 1) {
    chain.search = close(context, { search: chain.search, members: chain.members }, mark.from);
    chain.members = [];
  }
  // Any other generation: the result is late, or none of this study's.
  if (mark?.index !== chain.search.generation) return;
  const member = memberOf(context, chain.search, { entry, fitness, draw: mark.draw });
  // A later entry with the same number corrects the earlier one.
  chain.members = [...chain.members.filter(({ number }) => number !== entry.number), member];
}

function noteEarlier(
  { coordinates }: SearchContext,
  chain: Chain,
  { entry, fitness }: { readonly entry: LossEntry; readonly fitness: Fitness },
): void {
  if (fitness.tier !== 0) return;
  const { mean, defaults } = outsetOf(coordinates);
  const units = entryUnits(coordinates.compiled, entry);
  const { x, choices } = settledDraw(coordinates, { x: mean, choices: defaults }, units);
  chain.earlier.push({ number: entry.number, fitness, x, choices });
}

function begin(context: SearchContext, earlier: readonly EarlierResult[], from: string): Search {
  const known = inRanges(from);
  const latest = new Map(earlier.map((result) => [result.number, result]));
  return startSearch(
    context,
    [...latest.values()].filter(({ number }) => known(number)),
    from,
  );
}

/** A generation with its results. */
interface Complete {
  readonly search: Search;
  readonly members: readonly Member[];
}

function close(context: SearchContext, { search, members }: Complete, from: string): Search {
  const known = inRanges(from);
  return closeGeneration(
    context,
    search,
    members.filter(({ number }) => known(number)),
    from,
  );
}

const opened = new WeakMap<CmaEsState, Map<string, Search>>();

/** The generation to draw from: as trials that are out have it, else the next one as soon as this one is complete. */
function openGeneration(state: CmaEsState, { pending }: SuggestRequest): Search {
  const { search, members, earlier } = state;
  const context = contextOf(state);
  const next = search ? search.generation + 1 : 0;
  const noted = pending.find(({ generation }) => generation?.index === next)?.generation?.from;
  if (!search) {
    const from = noted ?? (earlier.length < EARLIER_MIN ? "" : toRanges(earlier.map(({ number }) => number)));
    return remembered(state, from, () => begin(context, earlier, from));
  }
  const complete = members.length >= search.run.lambda;
  if (noted === undefined && !complete) return search;
  const from = noted ?? toRanges(members.map(({ number }) => number));
  return remembered(state, from, () => close(context, { search, members }, from));
}

/** Asks between two results share the work of closing a generation. */
function remembered(state: CmaEsState, from: string, make: () => Search): Search {
  const known = opened.get(state) ?? new Map<string, Search>();
  opened.set(state, known);
  const search = known.get(from) ?? make();
  known.set(from, search);
  return search;
}

function suggest(state: CmaEsState, request: SuggestRequest): SuggestResult {
  const context = contextOf(state);
  const search = openGeneration(state, request);
  let last = 0;
  return proposePoints(
    {
      sampler: "cma-es",
      compiled: context.coordinates.compiled,
      taken: takenPoints(state.taken, request),
      draw: (number, attempt) => {
        last = attempt;
        return rowOf(context.coordinates, drawFor(context, search, { number, draw: attempt }));
      },
      origin: () => originOf(search, last),
    },
    request,
  );
}

function originOf({ generation, from, begun, run }: Search, draw: number): Partial<Origin> {
  const restarts = run.restart === 0 ? "" : ` after ${run.restart} ${run.restart === 1 ? "restart" : "restarts"}`;
  const place = {
    defaults: "",
    earlier: ", begun where earlier results were good",
    sources: ", begun where other studies did well",
  };
  return {
    phase: "model",
    why: `Drawn in generation ${generation + 1}${restarts}${generation === 0 ? place[begun] : ""}.`,
    generation: { index: generation, from, draw },
  };
}
