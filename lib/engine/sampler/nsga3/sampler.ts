/**
 * NSGA-III: as NSGA-II, but of the last front those leave that crowd the same direction. Deb & Jain 2014.
 *
 * Deviation: steady state. One trial joins and one leaves: of the last front's members in the fullest niche the one
 * farthest from its direction, where the paper fills a whole generation from the emptiest niches on. Directions are
 * spread over the whole front, or over what of it lies in the preferred region (`Objective.reference`): those outside leave
 * first, so the scale is soon that of the part within, where the paper lets a user list directions (section IV-B). Its second
 * part is not in it.
 */
import { dominates } from "../../pareto/dominance";
import { compareFitness, type Fitness } from "../evolution/fitness";
import { evolutionSampler, type Individual } from "../evolution/population";
import { frontsOf, isOfKind, tournament, withoutWorst } from "../evolution/survival";
import { completed, crossed, mutated, mutationRate } from "../evolution/variation";
import type { Nsga3Options } from "./definition";
import { directionsFor, nichesOf } from "./niches";

/** The paper's, section V: children nearer to their parents than in NSGA-II, for in many objectives parents are far apart. */
const ETA_CROSSOVER = 30;
const ETA_MUTATION = 20;
const CROSSOVER = 1;

export const nsga3Sampler = evolutionSampler<Nsga3Options>({
  id: "nsga3",
  size: (options) => options.population_size,
  join({ population, options }, newcomer) {
    const all = [...population, newcomer];
    return all.length > options.population_size ? withoutCrowding(all, options.population_size) : all;
  },
  breed({ population, compiled }, { rng }) {
    const compare = (one: number, other: number): number =>
      compareParents(population[one].fitness, population[other].fitness);
    const contest = { rng, rounds: 2, compare };
    const [first, second] = [tournament(population, contest), tournament(population, contest)];
    const child = crossed(compiled, [first.genes, second.genes], { rng, probability: CROSSOVER, eta: ETA_CROSSOVER });
    const probability = mutationRate(child);
    return {
      genes: mutated(compiled, completed(compiled, child, rng), { rng, probability, eta: ETA_MUTATION }),
      parents: [first.number, second.number],
    };
  },
});

/** Whoever lives in the same tier is as good a parent as any other (section IV-F), but for those that miss or break something. */
function compareParents(one: Fitness, other: Fitness): number {
  if (one.tier !== other.tier || one.tier === 1) return compareFitness(one, other);
  if (!one.missed || !other.missed) return Number(one.missed !== undefined) - Number(other.missed !== undefined);
  return dominates(one.missed, other.missed) ? -1 : Number(dominates(other.missed, one.missed));
}

function withoutCrowding(population: readonly Individual[], size: number): readonly Individual[] {
  const members = [...population.keys()];
  const best = members.filter((index) => isOfKind(population[index].fitness, { tier: 0, preferred: true }));
  if (best.length < members.length) return withoutWorst(population);
  const fronts = frontsOf(population, best);
  const last = fronts[fronts.length - 1];
  const leaving = last.length === 1 ? last[0] : mostCrowded(population, { first: fronts[0], last, size });
  return population.filter((_, index) => index !== leaving);
}

interface Fronts {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly size: number;
}

function mostCrowded(population: readonly Individual[], { first, last, size }: Fronts): number {
  const points = population.map(({ fitness }) => fitness.losses);
  const directions = directionsFor(points[0].length, size);
  const niches = nichesOf(
    points,
    first.map((index) => points[index]),
    directions,
  );
  const counts = directions.map(() => 0);
  for (const { direction } of niches) counts[direction] += 1;
  let leaving = last[0];
  for (const index of last) {
    const [one, other] = [niches[index], niches[leaving]];
    const fuller = counts[one.direction] - counts[other.direction];
    if (fuller > 0 || (fuller === 0 && one.distance > other.distance)) leaving = index;
  }
  return leaving;
}
