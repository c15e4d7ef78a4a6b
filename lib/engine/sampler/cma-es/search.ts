/**
 * A search is a chain of generations: each one's distribution follows from the one before and from the results that
 * closed it. Which results those were is written down with the trials of the next generation, so that the chain can be
 * followed again from the trials alone, in whatever order late results came in.
 */
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { standardNormal, uniformOpen } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import { entryUnits } from "../entry-units";
import { compareFitness, FAILED, type Fitness } from "../evolution/fitness";
import { type Categories, startCategories, updateCategories } from "./categories";
import { defaultLambda, strategyConstants } from "./constants";
import { type Coordinates, type Drawn, drawAt, outsetOf, settledDraw } from "./coordinates";
import type { CmaEsOptions } from "./definition";
import {
  type Distribution,
  mahalanobis,
  pointOf,
  type Step,
  startDistribution,
  stepOf,
  stepTo,
  update,
} from "./distribution";
import { marginFor, withMargin } from "./margin";
import { firstRun, isOver, nextRun, type Run, recorded } from "./restarts";
import { type EarlierResult, sourceResults, warmOutset } from "./warm-start";

export interface Search {
  /** The open generation, counted from 0 since the study began. */
  readonly generation: number;
  /** The trials that its distribution was made from (number-ranges.ts). */
  readonly from: string;
  /** What the first generation went by. */
  readonly begun: "defaults" | "earlier" | "sources";
  readonly run: Run;
  readonly distribution: Distribution;
  readonly categories: Categories;
}

/** A result of the open generation. */
export interface Member {
  readonly number: number;
  readonly fitness: Fitness;
  readonly y: readonly number[];
  readonly choices: readonly number[];
}

export interface SearchContext {
  readonly problem: Problem;
  readonly options: CmaEsOptions;
  readonly coordinates: Coordinates;
}

/** Wider than this along a coordinate a draw is as good as uniform, and growing on would never end. */
const DEVIATION_MAX = 0.5;

/** The first generation: around the defaults, or where earlier results were good. */
export function startSearch(context: SearchContext, earlier: readonly EarlierResult[], from: string): Search {
  const { coordinates, options } = context;
  const { mean, spreads, weights } = outsetOf(coordinates);
  const lambda = options.population_size ?? defaultLambda(mean.length + coordinates.choices.length);
  const own = options.warm_start ? warmOutset([earlier], weights) : null;
  // What the study itself found is nearer to it than what others did.
  const warm = own ?? (options.warm_start ? warmOutset(sourceResults(context), weights) : null);
  const cold = { mean, sigma: options.sigma, covariance: diagonal(spreads.map((spread) => spread * spread)) };
  const { mean: center, sigma, covariance } = warm ?? cold;
  return bounded(context, {
    generation: 0,
    from,
    begun: own ? "earlier" : warm ? "sources" : "defaults",
    run: firstRun(lambda, sigma),
    distribution: startDistribution(center, sigma, covariance),
    categories: startCategories(warm?.weights ?? weights),
  });
}

/** What trial `number` is in this generation, at its attempt `draw` to be a point that can be tried. */
export function drawFor(
  { problem, coordinates }: SearchContext,
  search: Search,
  place: Place,
): Drawn & { y: readonly number[] } {
  const { distribution, categories } = search;
  const outset = place.number === 0 && place.draw === 0 && search.generation === 0;
  const rng = makeRng({ seed: problem.seed, purpose: `cma-es/draw-${place.draw}`, number: place.number });
  const reach = outset ? 0 : widening(place.draw);
  const z = distribution.mean.map(() => reach * standardNormal(rng));
  const y = stepOf(distribution, z);
  const choices = categories.probabilities.map((own) => choose(own, uniformOpen(rng), reach));
  if (!outset) return { y, x: pointOf(distribution, y), choices };
  // The very first trial is what people would try first: the middle of the start, which is the defaults without results.
  const likeliest = categories.probabilities.map((own) => own.indexOf(Math.max(...own)));
  return {
    y,
    x: pointOf(distribution, y),
    choices: search.begun === "defaults" ? outsetOf(coordinates).defaults : likeliest,
  };
}

interface Place {
  readonly number: number;
  readonly draw: number;
}

/** Attempts in a row that come to nothing show that what is near has been tried: the next ones reach further. */
const NARROW_DRAWS = 16;
const ROUND = 64;

function widening(draw: number): number {
  return 1.03 ** Math.max(0, (draw % ROUND) - NARROW_DRAWS);
}

/** One of the choices; widened draws mix their probabilities with equal ones. */
function choose(probabilities: readonly number[], uniform: number, reach: number): number {
  const mixed = reach > 1 ? 1 - 1 / reach : 0;
  let rest = uniform;
  for (const [choice, probability] of probabilities.entries()) {
    rest -= (1 - mixed) * probability + mixed / probabilities.length;
    if (rest < 0) return choice;
  }
  return probabilities.length - 1;
}

/** A result as the update will see it. */
export function memberOf(context: SearchContext, search: Search, { entry, fitness, draw }: Told): Member {
  const { coordinates } = context;
  const drawn = drawFor(context, search, { number: entry.number, draw });
  const units = entryUnits(coordinates.compiled, entry);
  const settled = settledDraw(coordinates, drawn, units);
  const y = settled.moved ? stepTo(search.distribution, settled.x) : drawn.y;
  const injected = settled.moved || draw % ROUND > NARROW_DRAWS;
  return {
    number: entry.number,
    fitness,
    y: injected ? shortened(search.distribution, y) : y,
    choices: settled.choices,
  };
}

interface Told {
  readonly entry: LossEntry;
  readonly fitness: Fitness;
  readonly draw: number;
}

/** Points that were not drawn from the distribution count as if they lay within its reach (Hansen 2011, Injecting external solutions into CMA-ES). */
function shortened(distribution: Distribution, y: readonly number[]): readonly number[] {
  const dimension = y.length;
  const reach = Math.sqrt(dimension) + (2 * dimension) / (dimension + 2);
  const length = mahalanobis(distribution, y);
  return length > reach ? y.map((part) => (part * reach) / length) : y;
}

/** The next generation, after these results; those that are missing from them weigh nothing. */
export function closeGeneration(
  context: SearchContext,
  search: Search,
  members: readonly Member[],
  from: string,
): Search {
  const { options } = context;
  const dimension = search.distribution.mean.length;
  const ranked = [...members].sort(
    (one, other) => compareFitness(one.fitness, other.fitness) || one.number - other.number,
  );
  const { active } = options;
  const constants = strategyConstants(Math.max(1, dimension), Math.max(2, ranked.length), { active });
  const steps = ranked.map(({ y, fitness }): Step => ({ y, failed: fitness.tier === FAILED }));
  const drawn = ranked.map(({ choices, fitness }, rank) => ({
    choices,
    weight: fitness.tier === FAILED ? 0 : constants.weights[rank],
  }));
  const next = bounded(context, {
    generation: search.generation + 1,
    from,
    begun: search.begun,
    run: recorded(search.run, ranked),
    distribution: dimension === 0 ? search.distribution : update(search.distribution, steps, constants),
    categories: updateCategories(search.categories, drawn),
  });
  return options.restarts !== "none" && isOver(context, next) ? restarted(context, next) : next;
}

function restarted(context: SearchContext, search: Search): Search {
  const { mean, spreads, weights } = outsetOf(context.coordinates);
  const rng = makeRng({ seed: context.problem.seed, purpose: "cma-es/restart", number: search.run.restart + 1 });
  const { run, sigmaShare } = nextRun(search.run, context.options, rng);
  const { compiled, numbers } = context.coordinates;
  const center = mean.map((_, index) => {
    const { domain } = compiled.parameters[compiled.free[numbers[index]]];
    return drawAt(context.coordinates, index, domain.warp(uniformOpen(rng)));
  });
  const sigma = context.options.sigma * sigmaShare;
  return bounded(context, {
    ...search,
    run: { ...run, sigma },
    distribution: startDistribution(center, sigma, diagonal(spreads.map((spread) => spread * spread))),
    categories: startCategories(weights),
  });
}

/** With room to leave every level, and no wider than the space. */
function bounded({ coordinates }: SearchContext, search: Search): Search {
  const { distribution, run } = search;
  const dimension = distribution.mean.length;
  if (dimension === 0) return search;
  const scales = distribution.scales.map((scale, index) => {
    const deviation = distribution.sigma * Math.sqrt(distribution.covariance[index * (dimension + 1)]);
    return Math.min(scale, DEVIATION_MAX / deviation);
  });
  const capped = { ...distribution, scales };
  return { ...search, distribution: withMargin(capped, coordinates.cells, marginFor(dimension, run.lambda)) };
}

function diagonal(values: readonly number[]): number[] {
  return values.flatMap((value, row) => values.map((_, column) => (row === column ? value : 0)));
}
