/**
 * Differential evolution, rand/1/bin: v = a + F (b - c) for three members a, b, c; the child takes each parameter from v
 * with probability CR, at least one, and the others from the member in its place, which it replaces when it is no worse.
 * Storn & Price 1997; F = CR = 0.5 as in DEHB (Awad, Mallik & Hutter 2021).
 *
 * Deviations: trial n is made for place n modulo the population's size, so places are the same in whatever order results
 * come in, and nobody waits for a generation. Choices have no differences: where b and c agree, v has a's choice, where they do
 * not, with probability F one from the prior. Numbers that leave the range are mirrored back into it.
 */
import { permutation } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { compareFitness } from "../evolution/fitness";
import { evolutionSampler, type Individual } from "../evolution/population";
import { completed, drawnAnew, isChoice, mirrored } from "../evolution/variation";
import type { DeOptions } from "./definition";

export const deSampler = evolutionSampler<DeOptions>({
  id: "de",
  size: (options) => options.population_size,
  join({ population, options }, newcomer) {
    const place = placeOf(newcomer, options);
    const holder = population.find((member) => placeOf(member, options) === place);
    if (!holder) return [...population, newcomer];
    if (compareFitness(newcomer.fitness, holder.fitness) > 0) return population;
    return population.map((member) => (member === holder ? newcomer : member));
  },
  breed({ population, compiled, options }, { number, rng }) {
    const others = shuffled(population, rng);
    const target = population.find((member) => placeOf(member, options) === placeOf({ number }, options)) ?? others[3];
    const [a, b, c] = others.filter((member) => member !== target);
    const given = Math.floor(rng.uniform() * target.genes.length);
    const mutant = mutantOf(compiled, [a, b, c], { scale: options.scale, rng });
    const genes = completed(compiled, target.genes, rng).map((own, coordinate) => {
      const gene = mutant[coordinate];
      const turn = rng.uniform() < options.crossover || coordinate === given;
      return turn && gene !== null ? gene : own;
    });
    return { genes, parents: [target.number, a.number, b.number, c.number] };
  },
});

function placeOf({ number }: Pick<Individual, "number">, { population_size }: DeOptions): number {
  return number % population_size;
}

function shuffled(population: readonly Individual[], rng: Rng): Individual[] {
  return Array.from(permutation(rng, population.length), (index) => population[index]);
}

/** v; null where a lacks the parameter. */
function mutantOf(
  compiled: CompiledSpace,
  [a, b, c]: readonly Individual[],
  { scale, rng }: { readonly scale: number; readonly rng: Rng },
): (number | null)[] {
  return a.genes.map((base, coordinate) => {
    const [turn, fresh] = [rng.uniform(), drawnAnew(compiled, coordinate, rng)];
    const [plus, minus] = [b.genes[coordinate], c.genes[coordinate]];
    if (base === null || plus === null || minus === null || plus === minus) return base;
    if (isChoice(compiled, coordinate)) return turn < scale ? fresh : base;
    return mirrored(base + scale * (plus - minus));
  });
}
