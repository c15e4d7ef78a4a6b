/**
 * Which trials count as good: the first γ n of the ranking, between 1 and 25 of them (Bergstra et al. 2013; Optuna 5.0,
 * which has no cap for several objectives).
 *
 * Deviation: trials that nothing tells apart share the places that are left for them in equal parts, so that on a plateau
 * no trial is called good only because it came first; each is then also bad for the remaining part.
 */
import type { LossEntry } from "../../history";
import type { PreferredRegion } from "../../pareto/preferred-region";
import { isRanked, rankTrials } from "./rank-trials";

const GOOD_MAX = 25;

/** How many of `count` ranked trials are good: min(⌈γ n⌉, 25). */
export function goodCount(count: number, { gamma, objectives }: { gamma: number; objectives: number }): number {
  const share = Math.max(0, Math.ceil(gamma * count - 1e-9)); // 0.1 × 30 is 3.0000000000000004, and must be 3
  return objectives > 1 ? share : Math.min(share, GOOD_MAX);
}

export interface Split {
  readonly good: number;
  readonly ranked: number;
  /** The best loss that is not wholly good, where only completed trials of one objective are compared; else null. */
  readonly boundary: number | null;
  /** Trials of the best level. */
  readonly best: readonly LossEntry[];
  /** The good part of a trial, 0 … 1. */
  goodness(entry: LossEntry): number;
}

export function splitTrials(
  entries: readonly LossEntry[],
  options: { readonly gamma: number; readonly objectives: number; readonly region?: PreferredRegion },
): Split {
  const ranked = entries.filter(isRanked).length;
  const good = goodCount(ranked, options);
  const parts = new Map<number, number>();
  let best: readonly LossEntry[] = [];
  let next: LossEntry | undefined;
  let left = good;
  for (const level of rankTrials(entries, options.region)) {
    if (left === good) best = level;
    const part = Math.min(1, left / level.length);
    if (part > 0) for (const { number } of level) parts.set(number, part);
    left = Math.max(0, left - level.length);
    [next] = level;
    if (part < 1) break;
  }
  const comparable = options.objectives === 1 && next?.outcome === "completed";
  const boundary = comparable ? (next?.losses?.[0] ?? null) : null;
  return { good, ranked, boundary, best, goodness: ({ number }) => parts.get(number) ?? 0 };
}
