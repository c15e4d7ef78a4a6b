/**
 * Whether a study's sampler keeps up with those who ask: how many suggestions are asked for in a second times the seconds
 * that one takes. Above 0.7 for ten seconds the next cheaper tier serves; when the dearer one, by what it cost when it
 * served last, would be below 0.5 for ten seconds, that serves again. The gap keeps a study from going to and fro.
 */
const TOO_MUCH = 0.7;
const ENOUGH_ROOM = 0.5;
const FOR_SECONDS = 10;
/** Of the mean rate: what was asked this long ago counts a third. */
const MEMORY_SECONDS = 10;
/** A new call counts this much in the mean cost of its tier. */
const NEWEST_SHARE = 0.3;

export interface Load {
  /** Index of the tier that serves. */
  readonly tier: number;
  /** Suggestions asked for in a second, on average. */
  readonly rate: number;
  /** Seconds of a suggestion, by tier. */
  readonly cost: readonly (number | undefined)[];
  readonly at: number;
  /** Since when the load has been beyond a threshold, and which. */
  readonly pressure: { readonly to: "cheaper" | "dearer"; readonly since: number } | null;
}

export const noLoad = (at: number): Load => ({ tier: 0, rate: 0, cost: [], at, pressure: null });

/** Seconds of the engine that a second of asking needs; above 1 the tier cannot keep up. */
export const utilisation = ({ rate, cost, tier }: Load): number => rate * (cost[tier] ?? 0);

/** So many suggestions were asked for. Times are seconds of a monotonic clock. */
export function noteAsked(load: Load, { count, at }: { readonly count: number; readonly at: number }): Load {
  return { ...load, rate: rateAt(load, at) + count / MEMORY_SECONDS, at };
}

/** A call came back: so many suggestions in so many seconds, by the tier in force or another. */
export function noteCall(
  load: Load,
  call: { readonly tier: number; readonly count: number; readonly seconds: number; readonly at: number },
): Load {
  const each = call.seconds / Math.max(call.count, 1);
  const before = load.cost[call.tier];
  const cost = [...load.cost];
  cost[call.tier] = before === undefined ? each : before + NEWEST_SHARE * (each - before);
  return { ...load, cost, rate: rateAt(load, call.at), at: call.at };
}

/** Which of so many tiers serves from now on. */
export function chooseTier(load: Load, { tiers, at }: { readonly tiers: number; readonly at: number }): Load {
  const now = { ...load, tier: Math.min(load.tier, tiers - 1), rate: rateAt(load, at), at };
  const to = wantedChange(now, tiers);
  if (to === null) return { ...now, pressure: null };
  if (now.pressure?.to !== to) return { ...now, pressure: { to, since: at } };
  if (at - now.pressure.since < FOR_SECONDS) return now;
  return { ...now, tier: now.tier + (to === "cheaper" ? 1 : -1), pressure: null };
}

function wantedChange(load: Load, tiers: number): "cheaper" | "dearer" | null {
  if (utilisation(load) > TOO_MUCH && load.tier < tiers - 1) return "cheaper";
  const dearer = load.tier > 0 ? load.rate * (load.cost[load.tier - 1] ?? 0) : Number.POSITIVE_INFINITY;
  return dearer < ENOUGH_ROOM ? "dearer" : null;
}

function rateAt(load: Load, at: number): number {
  return load.rate * Math.exp(-Math.max(at - load.at, 0) / MEMORY_SECONDS);
}
