/**
 * The two halves of a space as CMA-ES sees it: numbers as coordinates of a normal distribution, choices as categories.
 *
 * Numbers without levels are drawn on the whole line and folded back into [0, 1] as by mirrors beyond its ends
 * (folded-line.ts). Clipping would pile draws up on the bounds, where the second of them is a repeat; drawing until a
 * point lies inside is hopeless near a corner of many dimensions; both would give the update something else than it
 * assumes. With mirrors every draw counts as what it was, and an optimum on a bound is an ordinary optimum. Levels reach
 * to infinity beyond the ends (margin.ts), so numbers with levels are clipped.
 */
import type { CompiledParameter, CompiledSpace, Row } from "../../space/compiled-space";
import { defaultAssignments } from "../../space/default-assignments";
import { rowAtUnit } from "../../space/encode";
import { cellOnAxis } from "../../space/numeric-domain";
import { pointUnits } from "../../space/point-units";
import { folded, unfolded } from "./folded-line";
import type { Cell, CellsAround } from "./margin";

export interface Coordinates {
  readonly compiled: CompiledSpace;
  /** Unit coordinates of the numbers, and of the choices. */
  readonly numbers: readonly number[];
  readonly choices: readonly number[];
  readonly cells: CellsAround;
}

const known = new WeakMap<CompiledSpace, Coordinates>();

export function coordinatesOf(compiled: CompiledSpace): Coordinates {
  const found = known.get(compiled);
  if (found) return found;
  const all = [...compiled.free.keys()];
  const isChoice = (coordinate: number): boolean =>
    ["categorical", "bool"].includes(parameterAt(compiled, coordinate).parameter.type);
  const numbers = all.filter((coordinate) => !isChoice(coordinate));
  const made = {
    compiled,
    numbers,
    choices: all.filter(isChoice),
    cells: numbers.map((coordinate) => cellsOf(parameterAt(compiled, coordinate))),
  };
  known.set(compiled, made);
  return made;
}

function parameterAt({ free, parameters }: CompiledSpace, coordinate: number): CompiledParameter {
  return parameters[free[coordinate]];
}

function cellsOf({ domain, parameter }: CompiledParameter): ((x: number) => Cell) | null {
  const { count } = domain;
  if (count === null) return null;
  return (x) => {
    const level = domain.indexOf(domain.decode(clip(x)));
    const cell =
      parameter.type === "int" || parameter.type === "float"
        ? cellOnAxis(parameter, level)
        : { low: level / count, high: (level + 1) / count };
    return {
      low: level === 0 ? Number.NEGATIVE_INFINITY : cell.low,
      high: level === count - 1 ? Number.POSITIVE_INFINITY : cell.high,
    };
  };
}

/** A draw in coordinates of the space. */
export interface Drawn {
  /** On the whole line, one for each number. */
  readonly x: readonly number[];
  /** Indices, one for each choice. */
  readonly choices: readonly number[];
}

export function rowOf({ compiled, numbers, choices, cells }: Coordinates, drawn: Drawn): Row {
  const unit = new Float64Array(compiled.free.length);
  for (const [index, coordinate] of numbers.entries()) {
    unit[coordinate] = cells[index] ? clip(drawn.x[index]) : folded(drawn.x[index]);
  }
  for (const [axis, coordinate] of choices.entries()) {
    unit[coordinate] = (drawn.choices[axis] + 0.5) / choiceCount(compiled, coordinate);
  }
  return rowAtUnit(compiled, unit);
}

/** The draw from which number `index` comes to lie at a unit coordinate. */
export function drawAt({ cells }: Coordinates, index: number, unit: number): number {
  return cells[index] ? unit : unfolded(unit);
}

/** As finely as another Node's logarithms may differ, and far more finely than any search needs. */
const SAME = 1e-6;

/**
 * The draw that an evaluated point stands for. Normally the one that was made; where the point says otherwise (its
 * number was drawn from another distribution, or the point was found by other means), what the point says. Parameters
 * that are inactive keep what was drawn.
 */
export function settledDraw(
  coordinates: Coordinates,
  drawn: Drawn,
  units: ArrayLike<number>,
): Drawn & { readonly moved: boolean } {
  const { compiled, numbers, choices, cells } = coordinates;
  let moved = false;
  const settle = (made: number, expected: number, told: number, value: number): number => {
    if (Number.isNaN(told) || Math.abs(expected - told) <= SAME) return made;
    moved = true;
    return value;
  };
  const x = numbers.map((coordinate, index) => {
    const made = drawn.x[index];
    const { domain } = parameterAt(compiled, coordinate);
    const told = units[coordinate];
    const expected = cells[index] ? domain.encode(domain.decode(clip(made))) : folded(made);
    return settle(made, expected, told, drawAt(coordinates, index, told));
  });
  const chosen = choices.map((coordinate, axis) => {
    const count = choiceCount(compiled, coordinate);
    const told = units[coordinate] * count - 0.5;
    return settle(drawn.choices[axis], drawn.choices[axis], told, Math.round(told));
  });
  return { x, choices: chosen, moved };
}

/** Where a search begins that knows nothing: the defaults, and how far from them the priors reach. */
export interface Outset {
  readonly mean: readonly number[];
  /** Standard deviations of the priors, 1 where a prior is flat. */
  readonly spreads: readonly number[];
  readonly defaults: readonly number[];
  /** Probabilities of the choices by their weights. */
  readonly weights: readonly (readonly number[])[];
}

/** Probabilities one standard deviation below and above a normal's middle. */
const [BELOW, ABOVE] = [0.15865525393145707, 0.8413447460685429];
const SPREAD_MIN = 1e-3;

const outsets = new WeakMap<Coordinates, Outset>();

export function outsetOf(coordinates: Coordinates): Outset {
  const found = outsets.get(coordinates) ?? makeOutset(coordinates);
  outsets.set(coordinates, found);
  return found;
}

function makeOutset(coordinates: Coordinates): Outset {
  const { compiled, numbers, choices } = coordinates;
  const units = pointUnits(compiled, defaultAssignments(compiled.space));
  const unitAt = (coordinate: number): number =>
    Number.isNaN(units[coordinate]) ? parameterAt(compiled, coordinate).domain.warp(0.5) : units[coordinate];
  return {
    mean: numbers.map((coordinate, index) => drawAt(coordinates, index, unitAt(coordinate))),
    spreads: numbers.map((coordinate) => {
      const { domain, parameter } = parameterAt(compiled, coordinate);
      if (!("prior" in parameter) || !parameter.prior) return 1;
      return Math.min(1, Math.max(SPREAD_MIN, (domain.warp(ABOVE) - domain.warp(BELOW)) / (ABOVE - BELOW)));
    }),
    defaults: choices.map((coordinate) => Math.floor(unitAt(coordinate) * choiceCount(compiled, coordinate))),
    weights: choices.map((coordinate) => {
      const { parameter } = parameterAt(compiled, coordinate);
      const count = choiceCount(compiled, coordinate);
      const weights = ("weights" in parameter && parameter.weights) || Array.from({ length: count }, () => 1);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    }),
  };
}

function choiceCount(compiled: CompiledSpace, coordinate: number): number {
  return parameterAt(compiled, coordinate).domain.count ?? 1;
}

const clip = (x: number): number => Math.min(1, Math.max(0, x));
