/**
 * Whom a child is bred from where trials train from rung to rung: a population for each rung, as in DEHB (Awad, Mallik &
 * Hutter 2021).
 *
 *   P_r = who holds the places at rung r      d = the deepest rung with enough of them
 *   target = of P_d      a, b, c = of the best |P_d| of P_(d-1), the parent pool; of everybody when these are too few
 */
import { permutation } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { compareFitness } from "../evolution/fitness";
import type { Individual } from "../evolution/population";

export interface Parents {
  /** P_d: the child takes the place of one of them. */
  readonly members: readonly Individual[];
  /** Whose differences it is made of. */
  readonly pool: readonly Individual[];
}

/** A target and three others. */
const ENOUGH = 4;

export function parentsAmong(population: readonly Individual[]): Parents {
  const rungs = byRung(population);
  const deepest = rungs.findLastIndex((members) => members.length >= ENOUGH);
  if (rungs.length < 2 || deepest < 0) return { members: population, pool: population };
  const members = rungs[deepest];
  if (deepest === 0) return { members, pool: members };
  const below = rungs[deepest - 1].toSorted((one, other) => compareFitness(one.fitness, other.fitness));
  return { members, pool: below.slice(0, members.length) };
}

/** From the smallest resource on. Where there are no rungs all are in one. */
function byRung(population: readonly Individual[]): readonly (readonly Individual[])[] {
  const resources = [...new Set(population.map(({ rung = 0 }) => rung))].sort((one, other) => one - other);
  return resources.map((resource) => population.filter(({ rung = 0 }) => rung === resource));
}

/** Three different trials besides the target: of the pool in the order given, then of everybody in a random one. */
export function threeBeside(
  target: Individual,
  { pool, population, rng }: Pick<Parents, "pool"> & { readonly population: readonly Individual[]; readonly rng: Rng },
): readonly Individual[] {
  const found: Individual[] = [];
  const add = (member: Individual): void => {
    const known = [target, ...found].some(({ number }) => number === member.number);
    if (!known && found.length < 3) found.push(member);
  };
  for (const member of pool) add(member);
  if (found.length < 3) for (const index of permutation(rng, population.length)) add(population[index]);
  return found;
}
