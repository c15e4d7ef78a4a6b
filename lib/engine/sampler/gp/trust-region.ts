/**
 * A box around the incumbent that every other search of many parameters is kept in while the others stall: in dozens of
 * dimensions nearly all of the cube is far from every result, where the model knows nothing and a global search spends its
 * trials. Eriksson, Pearce, Gardner, Turner & Poloczek 2019, Scalable global optimization via local Bayesian optimization
 * (arXiv:1910.01739), section 2, from the paper alone.
 *
 *   L = base side of the box    l_j = length scale of number j    side_j = L l_j / (Π l)^(1/d)
 *
 * Differs from the paper. Trials with even numbers search the whole space, and so do those with odd ones unless five trials
 * in a row did not improve or the incumbent is the box's own: where one model describes the space there is nothing to gain
 * from keeping it in. There is one box, and it rests on the model of all results. It has had its chance after half as many
 * of its trials as there are parameters, as the other half of the trials is not its own. One that has shrunk away begins
 * anew around the incumbent. Its state follows from the results in the order of their numbers, so it replays, whatever
 * order they came in; with workers beside each other, a trial is counted as if it had known all results before it.
 */
import { type LossEntry, violation } from "../../history";
import type { CompiledSpace } from "../../space/compiled-space";
import { isChoice } from "./candidates";
import type { Observation } from "./observations";

export interface TrustRegion {
  /** Bounds by unit coordinate; those of the cube for choices and for what the incumbent does not have. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The incumbent, NaN where inactive. */
  readonly center: Float64Array;
  /** L. */
  readonly side: number;
  /** The trial it is around. */
  readonly around: number;
}

/** Up to so many free parameters every trial searches the whole space. */
const PARAMETERS_MAX = 20;
const SIDE_FIRST = 0.8;
const SIDE_MIN = 0.5 ** 7;
const SIDE_MAX = 1.6;
const SUCCESSES_TO_GROW = 3;
const FAILURES_TO_SHRINK_MIN = 4;
/** After so many trials in a row without an improvement the search of the whole space stalls. */
const STALLED = 5;

/** Whether a trial of this number searches the box, while there is one. */
export const isOfBox = (number: number): boolean => number % 2 === 1;

interface RegionRequest {
  readonly compiled: CompiledSpace;
  /** In the order of their numbers. */
  readonly entries: readonly LossEntry[];
  readonly incumbent: Pick<Observation, "units" | "fingerprint">;
  /** Trials of the start design, which say nothing about the box. */
  readonly start: number;
  /** Inverse squared length scales, by unit coordinate. */
  readonly weights: Float64Array;
}

/** Null where there are too few parameters for a box, and while the search of the whole space does not stall. */
export function trustRegion({ compiled, entries, incumbent, start, weights }: RegionRequest): TrustRegion | null {
  const { free } = compiled;
  if (free.length <= PARAMETERS_MAX) return null;
  const { side, open } = replayBox(entries, { start, dimensions: free.length });
  if (!open) return null;
  const center = incumbent.units.map((unit) => Math.min(1, Math.max(0, unit)));
  const bounded = free.flatMap((_, at) => (isChoice(compiled, at) || Number.isNaN(center[at]) ? [] : [at]));
  const low = new Float64Array(free.length);
  const high = new Float64Array(free.length).fill(1);
  const lengths = relativeLengths(bounded.map((at) => weights[at]));
  for (const [index, at] of bounded.entries()) {
    const half = (side * lengths[index]) / 2;
    const { least, most } = nextLevels(compiled, center, at);
    low[at] = Math.max(0, Math.min(center[at] - half, least));
    high[at] = Math.min(1, Math.max(center[at] + half, most));
  }
  const around = entries.find(({ fingerprint }) => fingerprint === incumbent.fingerprint)?.number ?? 0;
  return { low, high, center, side, around };
}

/** Length scales divided by their geometric mean. */
function relativeLengths(weights: readonly number[]): readonly number[] {
  const logs = weights.map((weight) => -0.5 * Math.log(weight));
  const mean = logs.reduce((sum, log) => sum + log / logs.length, 0);
  return logs.map((log) => Math.exp(log - mean));
}

/** Where a number with levels has its next ones on both sides: in a box without them it could not move. */
function nextLevels(
  { free, parameters }: CompiledSpace,
  center: Float64Array,
  at: number,
): { readonly least: number; readonly most: number } {
  const { domain } = parameters[free[at]];
  if (domain.count === null) return { least: center[at], most: center[at] };
  const here = domain.indexOf(domain.decode(center[at]));
  return {
    least: domain.encode(domain.valueAt(Math.max(0, here - 1))),
    most: domain.encode(domain.valueAt(Math.min(domain.count - 1, here + 1))),
  };
}

interface Replay {
  /** Trials of the start design. */
  readonly start: number;
  /** How many parameters are free. */
  readonly dimensions: number;
}

export interface BoxState {
  /** L: doubled after three of the box's trials in a row that improved, halved after d / 2 in a row that did not. */
  readonly side: number;
  /** Whether the next trial with an odd number is the box's. */
  readonly open: boolean;
}

/** The state after these trials, in the order of their numbers. */
export function replayBox(entries: readonly LossEntry[], { start, dimensions }: Replay): BoxState {
  const patience = Math.max(FAILURES_TO_SHRINK_MIN, Math.ceil(dimensions / 2));
  let box: Box = { side: SIDE_FIRST, successes: 0, failures: 0 };
  let best: LossEntry | null = null;
  let [stalled, ownBest] = [0, false];
  const isOpen = (): boolean => ownBest || stalled >= STALLED;
  for (const [index, entry] of entries.filter(hasEnded).entries()) {
    const improves = isResult(entry) && (!best || isBetter(entry, best));
    const own = index >= start && isOfBox(entry.number) && isOpen();
    if (own) box = improves ? afterSuccess(box) : afterFailure(box, patience);
    if (improves) [best, ownBest] = [entry, own];
    stalled = improves ? 0 : stalled + 1;
  }
  return { side: box.side, open: isOpen() };
}

interface Box {
  readonly side: number;
  /** Trials of the box in a row; one of the two is 0. */
  readonly successes: number;
  readonly failures: number;
}

function afterSuccess({ side, successes }: Box): Box {
  if (successes + 1 < SUCCESSES_TO_GROW) return { side, successes: successes + 1, failures: 0 };
  return { side: Math.min(SIDE_MAX, 2 * side), successes: 0, failures: 0 };
}

function afterFailure({ side, failures }: Box, patience: number): Box {
  if (failures + 1 < patience) return { side, successes: 0, failures: failures + 1 };
  return { side: side / 2 < SIDE_MIN ? SIDE_FIRST : side / 2, successes: 0, failures: 0 };
}

/** Whether a trial says anything of the box: one that was cancelled or stopped early does not. */
function hasEnded({ outcome }: LossEntry): boolean {
  return outcome !== "cancelled" && outcome !== "pruned";
}

function isResult({ outcome, losses }: LossEntry): boolean {
  return outcome === "completed" && losses !== null;
}

/** What is of use first, by loss; then by how far it is from being of use. */
function isBetter(one: LossEntry, other: LossEntry): boolean {
  const [far, near] = [violation(one), violation(other)];
  if (far !== near) return far < near;
  return (one.losses?.[0] ?? Number.POSITIVE_INFINITY) < (other.losses?.[0] ?? Number.POSITIVE_INFINITY);
}
