/** Regret of the recommended trial's true value: 0 at the best known value, 1 at what one random evaluation is worth. */

import { leastOf } from "@/lib/engine/insight/recommend";
import type { Direction } from "@/lib/engine/problem";
import type { Trace } from "../play/trace";

export interface Scale {
  readonly direction: Direction;
  readonly random: number;
  readonly best: number;
}

/** Between -1 and 1: a value worse than random counts as random, or one lost study would outweigh all others. */
export function normalizedRegret(value: number | null, { random, best }: Scale): number {
  if (value === null || Number.isNaN(value)) return 1;
  return Math.min(1, Math.max(-1, (value - best) / (random - best)));
}

/** The true value of what is recommended after so many evaluations; null while nothing has succeeded. */
export function recommendedValue(trace: Trace, count: number, direction: Direction): number | null {
  const index = trace.recommended?.[String(count)] ?? bestTold(trace.told.slice(0, count), direction);
  return index === null ? null : ((trace.true ?? trace.told)[index] ?? null);
}

export function bestTold(told: readonly (number | null)[], direction: Direction): number | null {
  return leastOf(told.map((value) => (value === null ? null : direction === "maximize" ? -value : value)));
}

export function regretAt(trace: Trace, count: number, scale: Scale): number {
  return normalizedRegret(recommendedValue(trace, count, scale.direction), scale);
}

/** The better of a best value found by search and any true value a trace has seen since. */
export function pooledBest(scale: Scale, traces: Iterable<Trace>): number {
  let best = scale.best;
  for (const trace of traces) {
    for (const value of trace.true ?? trace.told) {
      if (value !== null) best = scale.direction === "maximize" ? Math.max(best, value) : Math.min(best, value);
    }
  }
  return best;
}
