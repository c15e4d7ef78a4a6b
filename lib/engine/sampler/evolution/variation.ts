/**
 * How children differ from their parents, in unit coordinates. A gene that a parent lacks (its parameter was inactive
 * there) comes from the other parent or, when neither has it, from the prior, so that a child may enter any branch.
 * Numbers are crossed and mutated as in NSGA-II; choices have no order, so they are swapped and drawn anew.
 *
 * Deb & Agrawal 1995, Simulated binary crossover for continuous search space, Complex Systems 9; Deb & Goyal 1996, A
 * combined genetic adaptive search (GeneAS) for engineering design. Both in the form that respects bounds (NSGA-II).
 */
import { uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledParameter, CompiledSpace } from "../../space/compiled-space";

export type Genes = readonly (number | null)[];

/** A number for every gene. */
export function completed(compiled: CompiledSpace, genes: Genes, rng: Rng): Float64Array {
  return Float64Array.from(genes, (gene, coordinate) => gene ?? drawnAnew(compiled, coordinate, rng));
}

/** A value from the prior. Always takes one number of the stream. */
export function drawnAnew(compiled: CompiledSpace, coordinate: number, rng: Rng): number {
  return parameterAt(compiled, coordinate).domain.warp(uniformOpen(rng));
}

interface Crossing {
  readonly rng: Rng;
  /** Whether the parents are crossed at all; the child is else the first of them. */
  readonly probability: number;
  readonly eta: number;
}

/** One child of simulated binary crossover on numbers, and of swaps with probability 1/2 on choices. */
export function crossed(
  compiled: CompiledSpace,
  parents: readonly [Genes, Genes],
  { rng, probability, eta }: Crossing,
): (number | null)[] {
  const [first, second] = parents;
  const crossing = rng.uniform() < probability;
  return first.map((own, coordinate) => {
    const [swap, spread, side] = [rng.uniform(), uniformOpen(rng), rng.uniform()];
    const other = second[coordinate];
    if (own === null || other === null) return own ?? other;
    if (!crossing || swap >= 0.5) return own;
    if (isChoice(compiled, coordinate)) return other;
    const [low, high] = own < other ? [own, other] : [other, own];
    return simulatedBinary({ low, high, eta, spread, upper: side < 0.5 });
  });
}

interface Pair {
  readonly low: number;
  readonly high: number;
  readonly eta: number;
  readonly spread: number;
  readonly upper: boolean;
}

/** The closer the children of one-point crossover on binary strings lie to their parents, the likelier they are. */
export function simulatedBinary({ low, high, eta, spread, upper }: Pair): number {
  const gap = high - low;
  if (gap < 1e-14) return low; // nothing between them to cross
  const room = upper ? 1 - high : low;
  const beta = 1 + (2 * room) / gap;
  const alpha = 2 - beta ** -(eta + 1);
  const scaled = spread * alpha;
  const reach = (scaled <= 1 ? scaled : 1 / (2 - scaled)) ** (1 / (eta + 1));
  const child = 0.5 * (low + high + (upper ? reach * gap : -reach * gap));
  return Math.min(1, Math.max(0, child));
}

interface Mutation {
  readonly rng: Rng;
  /** For each gene. */
  readonly probability: number;
  readonly eta: number;
}

/** Polynomial mutation of numbers; choices are drawn anew. */
export function mutated(compiled: CompiledSpace, genes: Float64Array, mutation: Mutation): Float64Array {
  const { rng, probability, eta } = mutation;
  return genes.map((gene, coordinate) => {
    const [turn, spread] = [rng.uniform(), uniformOpen(rng)];
    if (turn >= probability) return gene;
    if (isChoice(compiled, coordinate)) return parameterAt(compiled, coordinate).domain.warp(spread);
    return moved(compiled, { coordinate, gene, next: polynomial(gene, eta, spread) });
  });
}

/** Small steps are likelier; none leads out of [0, 1]. */
export function polynomial(gene: number, eta: number, spread: number): number {
  const power = eta + 1;
  const room = spread < 0.5 ? 1 - gene : gene; // towards 0, what lies on the other side; and the reverse
  const share = spread < 0.5 ? 2 * spread : 2 * (1 - spread);
  const step = (share + (1 - share) * room ** power) ** (1 / power) - 1;
  return Math.min(1, Math.max(0, spread < 0.5 ? gene + step : gene - step));
}

interface Move {
  readonly coordinate: number;
  readonly gene: number;
  readonly next: number;
}

/** Where a number goes: with levels at least to the next one, or most small steps would lead nowhere. */
export function moved(compiled: CompiledSpace, { coordinate, gene, next }: Move): number {
  const { domain } = parameterAt(compiled, coordinate);
  const { count } = domain;
  if (count === null || count < 2) return next;
  const from = domain.indexOf(domain.decode(gene));
  const to = domain.indexOf(domain.decode(next));
  if (from !== to) return next;
  const neighbor = next >= gene ? from + 1 : from - 1;
  const inside = neighbor < 0 ? 1 : neighbor >= count ? count - 2 : neighbor;
  return domain.encode(domain.valueAt(inside));
}

/**
 * Attempts in a row that come to nothing show that what is near has been tried: genes are drawn anew, more and more. Where
 * no number has levels a repeat is no chance: the parents have become one point, and more children of theirs are too.
 */
const CLOSE_ATTEMPTS = 16;
const CLOSE_ATTEMPTS_WITHOUT_LEVELS = 2;
const ATTEMPTS_TO_ALL = 48;

export function scatter(
  compiled: CompiledSpace,
  genes: Float64Array,
  { attempt, rng }: { readonly attempt: number; readonly rng: Rng },
): Float64Array {
  const close = hasLevels(compiled) ? CLOSE_ATTEMPTS : CLOSE_ATTEMPTS_WITHOUT_LEVELS;
  const share = Math.min(1, Math.max(0, attempt - close) / ATTEMPTS_TO_ALL);
  if (share === 0) return genes;
  return genes.map((gene, coordinate) => {
    const [turn, fresh] = [rng.uniform(), drawnAnew(compiled, coordinate, rng)];
    return turn < share ? fresh : gene;
  });
}

/** Whether any free parameter has only so many values. */
function hasLevels({ free, parameters }: CompiledSpace): boolean {
  return free.some((index) => parameters[index].domain.count !== null);
}

export function isChoice(compiled: CompiledSpace, coordinate: number): boolean {
  const { type } = parameterAt(compiled, coordinate).parameter;
  return type === "categorical" || type === "bool";
}

function parameterAt({ free, parameters }: CompiledSpace, coordinate: number): CompiledParameter {
  return parameters[free[coordinate]];
}

/** One in as many genes as the parent has: on average one changes. */
export function mutationRate(genes: Genes): number {
  return 1 / Math.max(1, genes.filter((gene) => gene !== null).length);
}

/** Folds a line into [0, 1] as by mirrors at its ends: the triangle wave that is x there. */
export function mirrored(x: number): number {
  const phase = Math.abs(x) % 2;
  return phase > 1 ? 2 - phase : phase;
}
