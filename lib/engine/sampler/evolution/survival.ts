/** Who leaves a population that one more has joined, and how two of its members compare. */
import { crowdingDistances } from "../../pareto/crowding";
import { nonDominatedFronts } from "../../pareto/fronts";
import { uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { comparedBy, compareFitness, type Fitness } from "./fitness";
import type { Individual } from "./population";

/** Where a member stands: lower is better, and in its front the lonelier the better. */
export interface Standing {
  readonly rank: number;
  readonly crowding: number;
}

const standings = new WeakMap<readonly Individual[], readonly Standing[]>();

/**
 * Fronts by constrained domination (Deb et al. 2002, sections III and VI): a better tier before a worse one, in a tier those
 * within the preferred region before the others, and then by non-domination and crowding distance. Remembered by identity:
 * populations never change.
 */
export function standingsOf(population: readonly Individual[]): readonly Standing[] {
  const known = standings.get(population);
  if (known) return known;
  const found: Standing[] = [];
  let rank = 0;
  for (const kind of KINDS) {
    const members = [...population.keys()].filter((index) => isOfKind(population[index].fitness, kind));
    for (const front of frontsOf(population, members)) {
      const crowding = crowdingDistances(front.map((index) => comparedBy(population[index].fitness)));
      for (const [place, index] of front.entries()) found[index] = { rank, crowding: crowding[place] };
      rank += 1;
    }
  }
  standings.set(population, found);
  return found;
}

type Kind = Pick<Fitness, "tier"> & { readonly preferred: boolean };

/** The best first. Only within one are losses compared. */
const KINDS: readonly Kind[] = ([0, 1, 2, 3] as const).flatMap((tier) => [
  { tier, preferred: true },
  { tier, preferred: false },
]);

export function isOfKind({ tier, missed }: Fitness, kind: Kind): boolean {
  return tier === kind.tier && (missed === undefined) === kind.preferred;
}

/** Each front in the order in which its members joined. */
export function frontsOf(population: readonly Individual[], members: readonly number[]): number[][] {
  const fronts = nonDominatedFronts(members.map((index) => comparedBy(population[index].fitness)));
  return fronts.map((front) => front.map((place) => members[place]).sort((one, other) => one - other));
}

/** The last by rank, then by crowding, then the oldest. */
export function withoutWorst(population: readonly Individual[]): readonly Individual[] {
  const found = standingsOf(population);
  let worst = 0;
  for (const index of population.keys()) if (compareStandings(found[index], found[worst]) > 0) worst = index;
  return population.filter((_, index) => index !== worst);
}

export function compareStandings(one: Standing, other: Standing): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  return one.crowding === other.crowding ? 0 : one.crowding > other.crowding ? -1 : 1;
}

/** The best of so many members drawn with replacement; the first drawn among equals. */
export function tournament(population: readonly Individual[], { rng, rounds, compare }: Contest): Individual {
  let winner = uniformIndex(rng, population.length);
  for (let round = 1; round < rounds; round += 1) {
    const rival = uniformIndex(rng, population.length);
    if (compare(rival, winner) < 0) winner = rival;
  }
  return population[winner];
}

interface Contest {
  readonly rng: Rng;
  readonly rounds: number;
  /** Below 0 when the member at `one` is the better. */
  compare(one: number, other: number): number;
}

export function byFitness(population: readonly { readonly fitness: Fitness }[]): Contest["compare"] {
  return (one, other) => compareFitness(population[one].fitness, population[other].fitness);
}
