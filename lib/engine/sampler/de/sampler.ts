/**
 * Differential evolution, rand/1/bin: v = a + F (b - c) for three members a, b, c; the child takes each parameter from v
 * with probability CR, at least one, and the others from the member in its place, which it replaces when it is no worse.
 * Storn & Price 1997; F = CR = 0.5 as in DEHB (Awad, Mallik & Hutter 2021, arXiv:2105.09821).
 *
 * Deviations: trial n is made for place n modulo the population's size, so places are the same in whatever order results
 * come in, and nobody waits for a generation. Choices have no differences: where b and c agree, v has a's choice, where they do
 * not, with probability F one from the prior. Numbers that leave the range are mirrored back into it.
 *
 * Where trials train from rung to rung it is DEHB's evolution (`parents`): a population for each rung, parents from the rung
 * below, and a trial competes at each rung that it comes to, with who holds its place there, so only ever with results of
 * the same resource. Deviations from DEHB, all because a scheduler, and not the sampler, says how far a trial trains:
 *
 * - a child is made for the deepest rung with enough members, and comes there if it is promoted from the rungs below. DEHB
 *   makes one for each rung of a bracket and trains it there at once; as here the trials themselves move up, from their
 *   checkpoints, which costs the increment only, DEHB does in the first brackets ("vanilla" successive halving) alone;
 * - nothing is known of brackets: one that begins at a higher rung is filled with the same children;
 * - all rungs have the same number of places, where DEHB's populations are as large as their rungs; the parent pool is as
 *   large as the population that it serves in both.
 */
import { permutation, uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { compareFitness } from "../evolution/fitness";
import { evolutionSampler, type Individual } from "../evolution/population";
import { completed, drawnAnew, isChoice, mirrored } from "../evolution/variation";
import type { DeOptions } from "./definition";
import { parentsAmong, threeBeside } from "./parents";

export const deSampler = evolutionSampler<DeOptions>({
  id: "de",
  learnsFrom: () => "every-rung",
  size: (options) => options.population_size,
  join({ population, options }, newcomer) {
    const place = placeOf(newcomer, options);
    const holder = population.find((member) => member.rung === newcomer.rung && placeOf(member, options) === place);
    if (!holder) return [...population, newcomer];
    if (compareFitness(newcomer.fitness, holder.fitness) > 0) return population;
    return population.map((member) => (member === holder ? newcomer : member));
  },
  breed({ population, compiled, options }, { number, rng }) {
    const { members, pool } = parentsAmong(population);
    const others = shuffled(pool, rng);
    const place = placeOf({ number }, options);
    const spare = members === pool ? others[3] : members[uniformIndex(rng, members.length)];
    const target = members.find((member) => placeOf(member, options) === place) ?? spare;
    const [a, b, c] = threeBeside(target, { pool: others, population, rng });
    const given = Math.floor(rng.uniform() * target.genes.length);
    const mutant = mutantOf(compiled, [a, b, c], { scale: options.scale, rng });
    const genes = completed(compiled, target.genes, rng).map((own, coordinate) => {
      const gene = mutant[coordinate];
      const turn = rng.uniform() < options.crossover || coordinate === given;
      return turn && gene !== null ? gene : own;
    });
    return { genes, parents: [target.number, a.number, b.number, c.number], rung: target.rung };
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
