/**
 * Grid search over numbered cells: nothing is listed, so a grid of 10^12 cells starts as fast as one of ten.
 *
 * A request gets the first free cells of the grid's order. Which cells are free is a function of the *set* of points
 * evaluated or out, never of trial numbers, so a lost reply or a crash can neither skip nor repeat a cell.
 *
 * State: every position before `frontier` is used or breaks a constraint; `ahead` are the used positions after it.
 */
import type { LossEntry } from "../../history";
import type { Problem } from "../../problem";
import { makeRng } from "../../rng/rng";
import { type Cells, numberCells } from "../../space/cells";
import { type CompiledSpace, compileSpace, rowToAssignments, toRow } from "../../space/compiled-space";
import { fingerprintActive } from "../../space/fingerprint";
import type { Assignments } from "../../space/space";
import type { Diagnostic, Sampler, Suggestion, SuggestRequest, SuggestResult } from "../sampler";
import type { GridOptions } from "./definition";
import { gridAxes } from "./grid-axes";
import { type Shuffle, shuffle } from "./shuffle";

export interface GridState {
  readonly problem: Problem;
  readonly options: GridOptions;
  readonly frontier: string;
  /** Ascending. */
  readonly ahead: readonly string[];
}

export const gridSampler: Sampler<GridOptions, GridState> = {
  initial: (problem, options) => ({ problem, options, frontier: "0", ahead: [] }),
  fold: foldCells,
  suggest: suggestCells,
};

interface Grid {
  readonly compiled: CompiledSpace;
  readonly cells: Cells;
  readonly order: Shuffle;
}

const grids = new WeakMap<Problem, Map<string, Grid | null>>();

/** The grid of a problem, null when its conditions cannot be counted. Remembered, as numbering is most of the work. */
function gridOf({ problem, options }: GridState): Grid | null {
  const key = JSON.stringify(options);
  const known = grids.get(problem)?.get(key);
  if (known !== undefined) return known;
  const compiled = compileSpace(problem.space);
  const cells = numberCells(compiled, gridAxes(compiled, options));
  const grid = cells && { compiled, cells, order: orderOf(problem, options, cells.count) };
  grids.set(problem, (grids.get(problem) ?? new Map<string, Grid | null>()).set(key, grid));
  return grid;
}

function orderOf(problem: Problem, { order }: GridOptions, count: bigint): Shuffle {
  if (order === "sequential") return { cellAt: (position) => position, positionOf: (cell) => cell };
  return shuffle(count, makeRng({ seed: problem.seed, purpose: "grid/order", number: 0 }));
}

function foldCells(state: GridState, entries: readonly LossEntry[]): GridState {
  const grid = gridOf(state);
  if (!grid) return state;
  const used = new Set(state.ahead.map(BigInt));
  let frontier = BigInt(state.frontier);
  for (const { assignments } of entries) {
    const position = positionOf(grid, assignments);
    if (position !== null && position >= frontier) used.add(position);
  }
  while (used.delete(frontier)) frontier += 1n;
  const ahead = [...used].sort((a, b) => (a < b ? -1 : 1)).map(String);
  return { ...state, frontier: String(frontier), ahead };
}

/** Where in the grid's order these assignments come, null when they are on no cell. */
function positionOf({ compiled, cells, order }: Grid, assignments: Assignments): bigint | null {
  const cell = cells.cellOf(toRow(compiled, assignments));
  return cell === null ? null : order.positionOf(cell);
}

function suggestCells(state: GridState, request: SuggestRequest): SuggestResult {
  const grid = gridOf(state);
  if (!grid) return { suggestions: [], exhausted: true, diagnostics: [UNCOUNTABLE] };
  const used = new Set(state.ahead.map(BigInt));
  for (const { assignments } of request.pending) {
    const position = positionOf(grid, assignments);
    if (position !== null) used.add(position);
  }
  const found = new CellSearch(grid, used, request.numbers);
  // From the first free cell on; where constraints leave long barren stretches, on beyond the last used one instead.
  const first = BigInt(state.frontier);
  const last = [...used].reduce((a, b) => (b > a ? b : a), first);
  const near = found.scan(first, Math.ceil(request.effort.tries / 5));
  const seenTo = found.next;
  const far = near === "limit" ? found.scan(seenTo > last ? seenTo : last + 1n, request.effort.tries) : near;
  // A used cell far out may be one that somebody enqueued: what was leapt over is looked at before the grid is given up.
  const leapt = near === "limit" && far === "end" && seenTo <= last;
  const outcome = leapt ? found.scan(seenTo, request.effort.tries, last) : far;
  if (outcome === "filled") return { suggestions: found.suggestions, exhausted: false, diagnostics: [] };
  const visited = used.size > 0 || first > 0n || found.suggestions.length > 0;
  const diagnostic = outcome === "end" ? usedUp(grid, visited) : limitReached(grid);
  return { suggestions: found.suggestions, exhausted: true, diagnostics: [diagnostic] };
}

/** Collects free cells in the grid's order, over one or more stretches of it. */
class CellSearch {
  readonly suggestions: Suggestion[] = [];
  /** The position after the last one looked at. */
  next = 0n;

  constructor(
    private readonly grid: Grid,
    private readonly used: ReadonlySet<bigint>,
    private readonly numbers: readonly number[],
  ) {}

  /** Looks from `start` on until all numbers are filled, the end comes, or `tries` unused cells have been looked at. */
  scan(start: bigint, tries: number, end = this.grid.cells.count): "filled" | "end" | "limit" {
    let left = tries;
    for (this.next = start; this.suggestions.length < this.numbers.length; this.next += 1n) {
      if (this.next >= end) return "end";
      if (this.used.has(this.next)) continue;
      if (left === 0) return "limit";
      left -= 1;
      const suggestion = suggestionAt(this.grid, this.numbers[this.suggestions.length], this.next);
      if (suggestion) this.suggestions.push(suggestion);
    }
    return "filled";
  }
}

/** The cell at this position, null when it breaks a constraint. */
function suggestionAt({ compiled, cells, order }: Grid, number: number, position: bigint): Suggestion | null {
  const row = cells.rowAt(order.cellAt(position));
  if (compiled.violation(row) > 0) return null;
  const assignments = rowToAssignments(compiled, row);
  const origin = { sampler: "grid", index: String(position) };
  return { number, assignments, fingerprint: fingerprintActive(assignments), origin };
}

function usedUp({ cells }: Grid, visited: boolean): Diagnostic {
  return visited
    ? {
        code: "space_used_up",
        detail: `All ${cells.count} grid cells have been visited, are out or break a constraint.`,
      }
    : {
        code: "infeasible_space",
        detail: `None of the ${cells.count} grid cells obeys the constraints; relax one or use more levels.`,
      };
}

function limitReached({ cells }: Grid): Diagnostic {
  const detail = `Too few of the ${cells.count} grid cells obey the constraints to find the next one; use fewer levels or another sampler.`;
  return { code: "search_limit", detail };
}

const UNCOUNTABLE: Diagnostic = {
  code: "uncountable_grid",
  detail: "The conditions of this space are too intertwined to number its grid; use random or quasi-random search.",
};
