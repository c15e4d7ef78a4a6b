import type { Member } from "./rung-table";

/** How many trials Hyperband starts in each of the first `brackets` brackets of equal budget: eta^s / (s + 1), s = K, K - 1, …. */
export function bracketWeights(brackets: number, levels: number, eta: number): readonly number[] {
  return Array.from({ length: brackets }, (_, bracket) => {
    const s = levels - 1 - bracket;
    return eta ** s / (s + 1);
  });
}

/** Deals trials to brackets in these proportions: the next one is that which is farthest behind, the first among equals. */
export function nextBracket(members: readonly Member[], weights: readonly number[]): number {
  const counts = weights.map(() => 0);
  for (const { bracket } of members) counts[bracket] += 1;
  let best = 0;
  for (let bracket = 1; bracket < weights.length; bracket += 1) {
    if ((counts[bracket] + 1) / weights[bracket] < (counts[best] + 1) / weights[best]) best = bracket;
  }
  return best;
}
