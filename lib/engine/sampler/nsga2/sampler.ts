/**
 * NSGA-II: parents win tournaments by front and crowding distance; children are crossed on numbers by simulated binary
 * crossover, mutated by polynomial mutation. Deb, Pratap, Agarwal & Meyarivan 2002.
 *
 * Deviation: steady state. Each trial that ends joins the population at once and the worst leaves it, where the paper
 * breeds and selects whole generations.
 */
import { evolutionSampler } from "../evolution/population";
import { compareStandings, standingsOf, tournament, withoutWorst } from "../evolution/survival";
import { completed, crossed, mutated, mutationRate } from "../evolution/variation";
import type { Nsga2Options } from "./definition";

/** The paper's and its authors' code: distribution indices and the probability of crossover. */
const ETA_CROSSOVER = 15;
const ETA_MUTATION = 20;
const CROSSOVER = 0.9;

export const nsga2Sampler = evolutionSampler<Nsga2Options>({
  id: "nsga2",
  size: (options) => options.population_size,
  join({ population, options }, newcomer) {
    const all = [...population, newcomer];
    return all.length > options.population_size ? withoutWorst(all) : all;
  },
  breed({ population, compiled }, { rng }) {
    const standings = standingsOf(population);
    const compare = (one: number, other: number): number => compareStandings(standings[one], standings[other]);
    const [first, second] = [0, 1].map(() => tournament(population, { rng, rounds: 2, compare }));
    const child = crossed(compiled, [first.genes, second.genes], { rng, probability: CROSSOVER, eta: ETA_CROSSOVER });
    const probability = mutationRate(child);
    return {
      genes: mutated(compiled, completed(compiled, child, rng), { rng, probability, eta: ETA_MUTATION }),
      parents: [first.number, second.number],
    };
  },
});
