/**
 * Where the members of a population lie as seen from the ideal point: each belongs to the direction it is nearest to.
 * Deb & Jain 2014, sections IV-B to IV-D; directions of Das & Dennis 1998.
 *
 *   z = ideal point    e_j = extreme point of objective j    a_j = where the plane through all e_j cuts axis j
 */
import type { Losses } from "../../pareto/dominance";
import { referenceDirections } from "../../pareto/reference-directions";

export interface Niche {
  /** Index of the direction. */
  readonly direction: number;
  /** Distance from the line in that direction. */
  readonly distance: number;
}

/** As many directions as a population of this size can stand one on each. */
export function directionsFor(objectives: number, population: number): number[][] {
  let divisions = 1;
  while (countOf(objectives, divisions + 1) <= population) divisions += 1;
  return referenceDirections(objectives, divisions);
}

/** Divisions + objectives - 1 over objectives - 1; Infinity for one objective, of which one direction is enough. */
function countOf(objectives: number, divisions: number): number {
  if (objectives === 1) return Number.POSITIVE_INFINITY;
  let count = 1;
  for (let term = 1; term < objectives; term += 1) count = (count * (divisions + term)) / term;
  return Math.round(count);
}

/** The niche of each point. The first front spans the scale. */
export function nichesOf(
  points: readonly Losses[],
  firstFront: readonly Losses[],
  directions: readonly number[][],
): Niche[] {
  const { ideal, widths } = scaleOf(firstFront);
  return points.map((losses) => {
    const place = losses.map((loss, objective) => (loss / 2 - ideal[objective] / 2) / (widths[objective] / 2)); // halves: no overflow
    let nearest = { direction: 0, distance: Number.POSITIVE_INFINITY };
    for (const [direction, along] of directions.entries()) {
      const distance = distanceFrom(place, along);
      if (distance < nearest.distance) nearest = { direction, distance };
    }
    return nearest;
  });
}

function distanceFrom(place: readonly number[], along: readonly number[]): number {
  const length = Math.hypot(...along);
  const reach = along.reduce((total, part, objective) => total + (part * place[objective]) / length, 0);
  return Math.hypot(...place.map((part, objective) => part - (reach * along[objective]) / length));
}

interface Scale {
  readonly ideal: readonly number[];
  readonly widths: readonly number[];
}

/** The intercepts where they exist and lie beyond the ideal point, else the range of the front. */
function scaleOf(front: readonly Losses[]): Scale {
  const objectives = [...front[0].keys()];
  const ideal = objectives.map((objective) => Math.min(...front.map((losses) => losses[objective])));
  const ranges = objectives.map((objective) =>
    usable(Math.max(...front.map((losses) => losses[objective])) - ideal[objective]),
  );
  const extremes = objectives.map((objective) => extremeOf(front, { objective, ideal, ranges }));
  const rows = extremes.map((losses) => losses.map((loss, objective) => (loss - ideal[objective]) / ranges[objective]));
  const inverse = solve(
    rows,
    objectives.map(() => 1),
  );
  const widths = objectives.map((objective) => {
    const intercept = inverse ? 1 / inverse[objective] : Number.NaN;
    return intercept > INTERCEPT_MIN && intercept < INTERCEPT_MAX ? intercept * ranges[objective] : ranges[objective];
  });
  return { ideal, widths: widths.map(usable) };
}

/** Intercepts far from the front's own range come from extremes that nearly lie in one hyperplane with the ideal point. */
const [INTERCEPT_MIN, INTERCEPT_MAX] = [1e-2, 1e2];
/** Weight of the other objectives in the scalarization that finds extremes (section IV-C). */
const OTHERS = 1e-6;

/** The point that is lowest in all other objectives: least max_i (f_i - z_i) / w_i, with w_j = 1 and the others 1e-6. */
function extremeOf(
  front: readonly Losses[],
  {
    objective,
    ideal,
    ranges,
  }: { readonly objective: number } & Pick<Scale, "ideal"> & { readonly ranges: readonly number[] },
): Losses {
  let [best, least] = [front[0], Number.POSITIVE_INFINITY];
  for (const losses of front) {
    const scores = losses.map(
      (loss, index) => (loss - ideal[index]) / ranges[index] / (index === objective ? 1 : OTHERS),
    );
    const score = Math.max(...scores);
    if (score < least) [best, least] = [losses, score];
  }
  return best;
}

/** A width to divide by: one that is nothing, or too large to be a number, would make distances NaN. */
function usable(width: number): number {
  return Math.min(Math.max(width, Number.MIN_VALUE * 2 ** 52), Number.MAX_VALUE);
}

/** Gaussian elimination with pivots (Gauss-Jordan); null for a singular system. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  for (let column = 0; column < rows.length; column += 1) {
    const pivot = pivotRow(rows, column);
    if (!(Math.abs(rows[pivot][column]) > 1e-10)) return null;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (const row of rows) if (row !== rows[column]) eliminate(row, rows[column], column);
  }
  return rows.map((row, index) => row[row.length - 1] / row[index]);
}

function pivotRow(rows: readonly (readonly number[])[], column: number): number {
  let pivot = column;
  for (let row = column; row < rows.length; row += 1) {
    if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
  }
  return pivot;
}

function eliminate(row: number[], by: readonly number[], column: number): void {
  const share = row[column] / by[column];
  for (let cell = column; cell < row.length; cell += 1) row[cell] -= share * by[cell];
}
