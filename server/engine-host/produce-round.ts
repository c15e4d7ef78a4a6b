import { ENGINE_VERSION } from "@/lib/engine/engine";
import type { SuggestMessage } from "@/lib/engine/messages";
import type {
  EngineView,
  MintCall,
  MintOutcome,
  ProducerFunctions,
  StudyAddress,
} from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import { logger } from "@/server/kernel/process-logger";
import { exhaustion, toCallRecord } from "./call-record";
import { isDegraded } from "./degraded";
import { callTier, type EngineAnswer } from "./engine-call";
import { dropEngineLease, holdEngineLease, underLease } from "./engine-lease";
import { FULL, QUASI_RANDOM, substitutesOf, type Tier, usesOf } from "./engine-tiers";
import { followRepeats } from "./follow-repeats";
import { lookAtStudy, type Seen } from "./look-at-study";
import { planRound, type Round } from "./plan-round";
import { isEngineOpen } from "./pool";
import { toPendingTrial, toSuggestMessage } from "./snapshot";
import { sourcesOf } from "./sources";
import { fitsFor, keepFits } from "./study-fits";
import { forgetHistory, rememberHistory } from "./study-memory";

const TRIES_MAX = 4;

export interface RoundRequest {
  readonly study: StudyAddress;
  readonly functions: ProducerFunctions;
  readonly wanted: number;
  /** So many of them come from how fast trials are asked for; 0 when absent. Reproducible studies, and repeats, do without. */
  readonly spare?: number;
  /** Nobody waits: it is made for whoever comes next. */
  readonly ahead: boolean;
  /** At most so many new numbers, where that is fewer than the budget has left. */
  readonly room?: number;
  /** The tier that serves, by the name of the study's sampler. */
  tierFor(samplerName: string): Tier;
}

export type RoundOutcome =
  /** Another replica holds the study's engine. */
  | { readonly kind: "elsewhere" }
  /** Nothing came of it now; it is worth another try. */
  | { readonly kind: "stuck" }
  | {
      readonly kind: "made";
      /** What the suggestions know, and whether it matters. */
      readonly results: number;
      readonly learns: boolean;
      /** Results decide which assignments are repeated. */
      readonly races: boolean;
      /** What is made now is as good later: more than is waited for may lie on the shelf. */
      readonly keeps: boolean;
      /** How many lie on the shelf now that know this much; all there will be, when `dry`. */
      readonly available: number;
      readonly dry: boolean;
      readonly call: { readonly tier: Tier["name"]; readonly count: number; readonly seconds: number } | null;
    };

/** One call of a study's engine for all that wait: rewrites what is stale on the shelf and mints what is missing there. */
export async function produceRound(request: RoundRequest): Promise<RoundOutcome> {
  const { functions, study } = request;
  let avoidRepeats = false;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const fence = await holdEngineLease(functions, study);
    if (fence === null) return { kind: "elsewhere" };
    const work = () => produceNext(request, { fence, avoidRepeats });
    const outcome = await underLease(functions, { study, work });
    if (typeof outcome === "object") return outcome;
    if (outcome === "fenced") dropEngineLease(study);
    if (outcome === "fenced" || outcome === "misfolded") forgetHistory(study);
    // The suggestion repeats a trial that the engine was not told of, or somebody enqueued meanwhile.
    avoidRepeats = avoidRepeats || outcome === "duplicate";
  }
  logger().warn("suggestions went out of date faster than they were made", { study_id: study.studyId });
  return { kind: "stuck" };
}

interface Attempt {
  readonly fence: number;
  readonly avoidRepeats: boolean;
}

type Retry = Exclude<MintOutcome["kind"], "minted" | "closed">;

/** Of a study with repeats these come first: nobody waits for the sampler who can have one. */
async function produceNext(request: RoundRequest, attempt: Attempt): Promise<RoundOutcome | Retry> {
  const { wanted, spare = 0, ahead } = request;
  // Each is asked for several times: what nobody waits for yet would be begun before what is to be repeated.
  const repeats = await followRepeats(request, { fence: attempt.fence, wanted: wanted - spare, ahead });
  if (repeats === "fenced") return "fenced";
  if (repeats === null) return produceOnce(request, attempt);
  const { available, races, room } = repeats;
  // No result makes a repeat another one.
  if (available > 0 || repeats.wanted === 0) return { ...NOTHING_TO_DO, available, races, dry: false };
  const outcome = await produceOnce({ ...request, wanted: repeats.wanted, spare: 0, room }, attempt);
  return typeof outcome === "object" && outcome.kind === "made" ? { ...outcome, races, keeps: false } : outcome;
}

async function produceOnce(request: RoundRequest, { fence, avoidRepeats }: Attempt): Promise<RoundOutcome | Retry> {
  const { study, functions } = request;
  const seen = await lookAtStudy(functions, study, avoidRepeats);
  if (seen === null) return NOTHING_TO_DO;
  const { view } = seen;
  const learns = usesOf(view.sampler.name) === "values";
  if (view.state !== "active") return NOTHING_TO_DO;
  const wanted = withinBounds(request, view);
  const round = planRound({
    view: withRoom(view, request.room),
    wanted,
    learns,
    keep: avoidRepeats,
  });
  const { fresh: available } = round;
  const done = {
    kind: "made",
    results: view.results,
    learns,
    races: false,
    keeps: !learns && !view.reproducible,
    available,
    dry: false,
    call: null,
  } as const;
  if (round.numbers.length === 0 && round.kept.length === 0) return { ...done, dry: available < wanted };
  const message = toSuggestMessage(view, {
    numbers: round.numbers,
    history: seen.history,
    pending: seen.told ? round.pending.map((trial) => toPendingTrial(trial, seen.spaces)) : [],
    sources: seen.told ? await sourcesOf(functions, study) : [],
  });
  const answer = round.numbers.length === 0 ? null : await answerFor(request, { view, fence, message });
  if (answer === "none") return { kind: "stuck" };
  const outcome = await functions.mint(toMintCall({ seen, round, answer, fence, learns }));
  if (outcome.kind !== "minted" && outcome.kind !== "closed") return outcome.kind;
  if (outcome.kind === "minted") await afterMint(request, { seen, round, answer, fence });
  const { suggestions = [], tier, tookMs, reply } = answer ?? {};
  return {
    ...done,
    available: available + suggestions.length + round.kept.length,
    dry: reply?.exhausted === true,
    call: tier === undefined ? null : { tier, count: suggestions.length, seconds: (tookMs ?? 0) / 1000 },
  };
}

/** What the space does not hold any more, and the engine could not replace, nobody is to wait for. */
async function afterMint({ functions, study }: RoundRequest, made: Omit<Made, "learns">): Promise<void> {
  const { seen, round, answer, fence } = made;
  if (seen.told) rememberHistory(study, seen);
  const fits = answer?.message.fits;
  if (answer && fits) keepFits(study, { view: seen.view, message: answer.message }, fits);
  const spaceRevision = seen.view.space_revision;
  const ids = round.rewrites
    .slice(answer?.suggestions.length ?? 0)
    .filter((trial) => trial.space_revision < spaceRevision)
    .map(({ id }) => id);
  if (ids.length > 0) await functions.dropOutdated({ fence, spaceRevision, ids });
}

/** Of the budget that is left, so much may lie on the shelf for asks to come: whoever enqueues finds the rest. */
const SPARE_SHARE = 1 / 8;

/** How fast somebody asks is no reason to make anything in a study that is to be played the same way again. */
function withinBounds({ wanted, spare = 0 }: RoundRequest, { reproducible, room }: EngineView): number {
  const most = reproducible ? 0 : Math.floor(Math.max(room, 0) * SPARE_SHARE);
  return wanted - spare + Math.min(spare, most);
}

const withRoom = (view: EngineView, room = view.room): EngineView => ({ ...view, room: Math.min(view.room, room) });

/** The study is not there, or hands nothing out: whoever waits hears why when it asks again. */
const NOTHING_TO_DO = {
  kind: "made",
  results: Number.POSITIVE_INFINITY,
  learns: false,
  races: false,
  keeps: false,
  available: 0,
  dry: true,
  call: null,
} as const satisfies RoundOutcome;

interface Question {
  readonly view: EngineView;
  readonly fence: number;
  readonly message: SuggestMessage;
}

/**
 * A sampler that throws, overruns, dies or returns too little never blocks a study: quasi-random points in its place, and
 * the origin says why; after three times in a row it is not asked again (R17). Nothing steps in for a grid, whose cells
 * are its own (R10): none then, and whoever asked comes again.
 */
async function answerFor(request: RoundRequest, { view, fence, message }: Question): Promise<EngineAnswer | "none"> {
  const { functions, study } = request;
  const { name } = message.sampler;
  const replaceable = substitutesOf(name).length > 0;
  try {
    if (isDegraded(view.crashes) && replaceable) {
      return await callTier(message, { tier: QUASI_RANDOM, because: "engine_degraded" });
    }
    const tier = view.reproducible ? FULL : request.tierFor(name);
    const fits = tier.sampler === undefined ? await fitsFor(study, { view, message }) : null;
    const answer = await callTier({ ...message, ...(fits && { fits }) }, { tier });
    if ((view.crashes?.count ?? 0) > 0) await functions.noteOutcome({ fence, crashed: false, version: ENGINE_VERSION });
    return answer;
  } catch (error) {
    if (!isEngineOpen()) throw error; // the process ends; that is nobody's fault
    const crashes = await functions.noteOutcome({ fence, crashed: true, version: ENGINE_VERSION });
    const next = replaceable ? "quasi-random points in its place" : "it is tried again";
    logger().error(`the sampler failed; ${next}`, { ...study, sampler: name, crashes, error });
  }
  if (!replaceable) return "none";
  return callTier(message, { tier: QUASI_RANDOM, because: "engine_error", lane: "quick" }).catch((error: unknown) => {
    logger().error("nothing could step in for the sampler", { ...study, sampler: name, error });
    return "none" as const;
  });
}

interface Made {
  readonly seen: Seen;
  readonly round: Round;
  readonly answer: EngineAnswer | null;
  readonly fence: number;
  readonly learns: boolean;
}

function toMintCall({ seen, round, answer, fence, learns }: Made): MintCall {
  const { view, after, added, told } = seen;
  const suggestions = answer?.suggestions ?? [];
  const { rewrites, kept } = round;
  const replaced = rewrites.slice(0, suggestions.length);
  // For these the engine had nothing: all that is left of a finite space lies on the shelf.
  const left = rewrites.slice(suggestions.length);
  return {
    fence,
    firstNumber: view.next_number,
    spaceRevision: view.space_revision,
    trials: suggestions
      .slice(rewrites.length)
      .map(({ assignments, fingerprint, origin }) => ({ id: newId(), assignments, fingerprint, origin })),
    exhausted: answer && exhaustion(answer.reply),
    call: {
      ...toCallRecord({ view, answer, pending: told ? round.pending : [] }),
      basis_seq: after + added.length,
      basis: learns ? view.results : null,
      ...(told && {
        history: { after, results: added.map(({ trial_id, kind, version }) => ({ trial_id, kind, version })) },
      }),
      rewrites: replaced.flatMap(({ id }, index) => {
        const made = suggestions[index];
        if (made === undefined) return [];
        return [{ id, assignments: made.assignments, fingerprint: made.fingerprint, origin: made.origin }];
      }),
      kept: [...kept, ...left].map(({ id }) => id),
      // Recomputing what no result changes costs nothing; what was learnt is worth more than its number.
      moves: learns,
    },
  };
}
