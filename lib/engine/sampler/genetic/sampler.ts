/**
 * A genetic algorithm as textbooks teach it, in steady state (Eiben & Smith 2015, sections 3 to 5; Whitley 1989):
 * tournament, uniform crossover, mutation, and the worst makes room for the newcomer.
 */
import { standardNormal } from "../../rng/distributions";
import { compareFitness } from "../evolution/fitness";
import { evolutionSampler, type Individual } from "../evolution/population";
import { byFitness, tournament } from "../evolution/survival";
import { completed, drawnAnew, isChoice, mirrored, moved, mutationRate } from "../evolution/variation";
import type { GeneticOptions } from "./definition";

/** Standard deviation of a mutation, as a share of the range. */
const STEP = 0.1;

export const geneticSampler = evolutionSampler<GeneticOptions>({
  id: "genetic",
  size: (options) => options.population_size,
  join({ population, options }, newcomer) {
    const all = [...population, newcomer];
    return all.length > options.population_size ? withoutUnfit(all) : all;
  },
  breed({ population, compiled, options }, { rng }) {
    const contest = { rng, rounds: options.tournament_size, compare: byFitness(population) };
    const [first, second] = [tournament(population, contest), tournament(population, contest)];
    const crossing = rng.uniform() < options.crossover;
    const mixed = first.genes.map((own, coordinate) => {
      const other = second.genes[coordinate];
      const swap = rng.uniform() < 0.5;
      if (own === null || other === null) return own ?? other;
      return crossing && swap ? other : own;
    });
    const probability = options.mutation ?? mutationRate(mixed);
    const genes = completed(compiled, mixed, rng).map((gene, coordinate) => {
      const [turn, step, fresh] = [rng.uniform(), standardNormal(rng), drawnAnew(compiled, coordinate, rng)];
      if (turn >= probability) return gene;
      if (isChoice(compiled, coordinate)) return fresh;
      return moved(compiled, { coordinate, gene, next: mirrored(gene + STEP * step) });
    });
    return { genes, parents: crossing ? [first.number, second.number] : [first.number] };
  },
});

/** Of equally bad ones the oldest leaves, so that a plateau is walked on and not sat out. */
function withoutUnfit(population: readonly Individual[]): readonly Individual[] {
  let worst = 0;
  for (const index of population.keys()) {
    if (compareFitness(population[index].fitness, population[worst].fitness) > 0) worst = index;
  }
  return population.filter((_, index) => index !== worst);
}
