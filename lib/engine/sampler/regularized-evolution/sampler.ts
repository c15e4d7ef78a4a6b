/**
 * Regularized (aging) evolution: the best of a random sample is copied with one change, and the oldest dies, however
 * good. Real, Aggarwal, Huang & Le 2019, algorithm 1.
 *
 * Deviation: the paper's parameters are choices only. A number either takes a normal step or, half the time, is drawn
 * anew from its prior, so that steps of all sizes are made.
 */
import { standardNormal, uniformIndex } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import { evolutionSampler } from "../evolution/population";
import { byFitness, tournament } from "../evolution/survival";
import { completed, drawnAnew, type Genes, isChoice, mirrored, moved } from "../evolution/variation";
import type { RegularizedEvolutionOptions } from "./definition";

/** Standard deviation of a step, as a share of the range. */
const STEP = 0.1;
/** Draws for another choice than the parent's: with many equal weights nearly always one will do. */
const CHOICE_DRAWS = 8;

export const regularizedEvolutionSampler = evolutionSampler<RegularizedEvolutionOptions>({
  id: "regularized-evolution",
  size: (options) => options.population_size,
  join: ({ population, options }, newcomer) => [...population, newcomer].slice(-options.population_size),
  breed({ population, compiled, options }, { rng }) {
    const parent = tournament(population, { rng, rounds: options.sample_size, compare: byFitness(population) });
    return { genes: changed(compiled, parent.genes, rng), parents: [parent.number] };
  },
});

/** With another value for one of the parameters that the parent has. */
function changed(compiled: CompiledSpace, parent: Genes, rng: Rng): Float64Array {
  const genes = completed(compiled, parent, rng);
  const own = [...parent.keys()].filter((coordinate) => parent[coordinate] !== null);
  const changeable = own.length > 0 ? own : [...parent.keys()];
  if (changeable.length === 0) return genes;
  const coordinate = changeable[uniformIndex(rng, changeable.length)];
  const gene = genes[coordinate];
  if (isChoice(compiled, coordinate)) {
    for (let draw = 0; draw < CHOICE_DRAWS && genes[coordinate] === gene; draw += 1) {
      genes[coordinate] = drawnAnew(compiled, coordinate, rng);
    }
    return genes;
  }
  const [step, fresh] = [standardNormal(rng), drawnAnew(compiled, coordinate, rng)];
  const next = rng.uniform() < 0.5 ? fresh : mirrored(gene + STEP * step);
  genes[coordinate] = moved(compiled, { coordinate, gene, next });
  return genes;
}
