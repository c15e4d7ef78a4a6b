/**
 * Numbering of a finite space: every distinct assignment is one cell with one number, inactive parameters counted once.
 * Numbers are exact (BigInt) and found without listing: cell k of 10^12 costs as much as cell 0.
 *
 * Each parameter's levels are cut into segments on which all conditions that look at it agree. The number of ways to
 * complete a row from parameter i on then depends only on the segments of the parents that are still looked at, which is
 * what is remembered. The last parameter varies fastest.
 */
import type { CompiledSpace, Row } from "./compiled-space";
import { type LeafCondition, leafHolds, leavesOf } from "./condition";
import type { Scalar } from "./space";

/** The levels of one parameter. */
export interface Axis {
  readonly count: number;
  valueAt(index: number): Scalar;
  indexOf(value: Scalar): number;
}

export interface Cells {
  readonly count: bigint;
  rowAt(cell: bigint): Row;
  /** The number of a row's cell, null when a value is no level. */
  cellOf(row: Row): bigint | null;
}

interface Segment {
  readonly start: number;
  readonly size: number;
  /** A value that stands for the segment in conditions. */
  readonly sample: Scalar;
  /** Which of the conditions hold, as text. */
  readonly truths: string;
}

/** Conditions so intertwined that counting takes more steps than this are left uncounted. */
const STEPS_MAX = 200_000;
/** Longer axes (numeric ones only) are cut by binary search instead of looked at level by level. */
const LISTED_MAX = 10_000;

/**
 * The cells of a space whose parameters have these axes (null: a continuum). Null when a continuum can be active, or
 * when counting is not done with reasonable work.
 */
export function numberCells(compiled: CompiledSpace, axes: readonly (Axis | null)[]): Cells | null {
  const segments = axes.map((axis, index) => axis && segmentsOf(axis, leavesAbout(compiled, index)));
  const countFrom = completionCounter(compiled, segments);
  const count = countFrom(0, []);
  if (count === null) return null;
  /** Completions once row holds the values before `index`. Every state met here was counted above. */
  const ways = (index: number, row: Row): bigint => countFrom(index, row) ?? 0n;
  return {
    count,
    rowAt: (cell) => rowAt({ compiled, axes, segments, ways }, cell),
    cellOf: (row) => cellOf({ compiled, axes, segments, ways }, row),
  };
}

/** By parameter; null for a continuum, which a counted space never visits. */
type Segments = readonly (readonly Segment[] | null)[];

interface Numbering {
  readonly compiled: CompiledSpace;
  readonly axes: readonly (Axis | null)[];
  readonly segments: Segments;
  ways(index: number, row: Row): bigint;
}

function rowAt({ compiled, axes, segments, ways }: Numbering, cell: bigint): Row {
  const row: (Scalar | undefined)[] = [];
  let rest = cell;
  for (const [index, parameter] of compiled.parameters.entries()) {
    if (!parameter.isActive(row)) {
      row.push(undefined);
      continue;
    }
    for (const segment of segments[index] ?? []) {
      row[index] = segment.sample;
      const each = ways(index + 1, row);
      const block = each * BigInt(segment.size);
      if (rest < block) {
        row[index] = axes[index]?.valueAt(segment.start + Number(rest / each));
        rest %= each;
        break;
      }
      rest -= block;
    }
  }
  return row;
}

function cellOf({ compiled, axes, segments, ways }: Numbering, wanted: Row): bigint | null {
  const row: (Scalar | undefined)[] = [];
  let cell = 0n;
  for (const [index, parameter] of compiled.parameters.entries()) {
    if (!parameter.isActive(row)) {
      row.push(undefined);
      continue;
    }
    const value = wanted[index];
    const level = value === undefined ? -1 : (axes[index]?.indexOf(value) ?? -1);
    if (level < 0) return null;
    for (const segment of segments[index] ?? []) {
      row[index] = segment.sample;
      const before = Math.min(segment.size, level - segment.start);
      cell += ways(index + 1, row) * BigInt(before);
      if (before < segment.size) break;
    }
    row[index] = value;
  }
  return cell;
}

type CompletionCounter = (index: number, row: Row) => bigint | null;

/** Counts the completions of a row from parameter `index` on, remembering by what still matters of it. */
function completionCounter(compiled: CompiledSpace, segments: Segments): CompletionCounter {
  const live = liveParents(compiled);
  const truthsByValue = compiled.parameters.map(() => new Map<Scalar, string>());
  const known = new Map<string, bigint>();
  let steps = 0;
  const truthsOf = (parent: number, value: Scalar | undefined): string => {
    if (value === undefined) return "-";
    const remembered = truthsByValue[parent].get(value);
    if (remembered !== undefined) return remembered;
    const truths = leavesAbout(compiled, parent).map((leaf) => (leafHolds(leaf, value) ? "1" : "0"));
    const text = truths.includes("1") ? truths.join("") : "-"; // all false: like inactive
    truthsByValue[parent].set(value, text);
    return text;
  };
  const count: CompletionCounter = (index, row) => {
    if (index === compiled.parameters.length) return 1n;
    const key = `${index}|${live[index].map((parent) => truthsOf(parent, row[parent])).join("|")}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const total = countAt(index, row.slice(0, index));
    if (total !== null) known.set(key, total);
    return total;
  };
  const countAt = (index: number, prefix: Row): bigint | null => {
    if (!compiled.parameters[index].isActive(prefix)) return count(index + 1, [...prefix, undefined]);
    const choices = segments[index];
    if (!choices) return null;
    let total = 0n;
    for (const { size, sample } of choices) {
      steps += 1;
      const rest = steps > STEPS_MAX ? null : count(index + 1, [...prefix, sample]);
      if (rest === null) return null;
      total += BigInt(size) * rest;
    }
    return total;
  };
  return count;
}

/** For each parameter, the earlier ones that it or a later one looks at. */
function liveParents(compiled: CompiledSpace): number[][] {
  const live: number[][] = [];
  let seen = new Set<number>();
  for (let index = compiled.parameters.length - 1; index >= 0; index -= 1) {
    const { when } = compiled.parameters[index].parameter;
    const parents = when ? leavesOf(when).map((leaf) => compiled.indexByName.get(leaf.parameter) ?? -1) : [];
    seen = new Set([...seen, ...parents].filter((parent) => parent < index));
    live[index] = [...seen].sort((a, b) => a - b);
  }
  return live;
}

const leavesByIndex = new WeakMap<CompiledSpace, LeafCondition[][]>();

/** The comparisons that any condition makes with this parameter. */
function leavesAbout(compiled: CompiledSpace, index: number): readonly LeafCondition[] {
  let table = leavesByIndex.get(compiled);
  if (!table) {
    table = compiled.parameters.map(() => []);
    for (const { parameter } of compiled.parameters) {
      for (const leaf of parameter.when ? leavesOf(parameter.when) : []) {
        table[compiled.indexByName.get(leaf.parameter) ?? -1]?.push(leaf);
      }
    }
    leavesByIndex.set(compiled, table);
  }
  return table[index];
}

function segmentsOf(axis: Axis, leaves: readonly LeafCondition[]): Segment[] {
  const cuts =
    leaves.length === 0
      ? []
      : axis.count <= LISTED_MAX
        ? allLevels(axis)
        : leaves.flatMap((leaf) => cutsOf(axis, leaf));
  const starts = [...new Set([0, ...cuts])].filter((start) => start < axis.count).sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [position, start] of starts.entries()) {
    const sample = axis.valueAt(start);
    const size = (starts[position + 1] ?? axis.count) - start;
    const truths = leaves.map((leaf) => (leafHolds(leaf, sample) ? "1" : "0")).join("");
    const last = segments.at(-1);
    if (last && last.truths === truths) segments[segments.length - 1] = { ...last, size: last.size + size };
    else segments.push({ start, size, sample, truths });
  }
  return segments;
}

const allLevels = (axis: Axis): number[] => Array.from({ length: axis.count }, (_, index) => index);

/** Where on a long axis, whose values increase, the truth of a comparison changes. */
function cutsOf(axis: Axis, leaf: LeafCondition): number[] {
  if (leaf.kind === "in" || leaf.kind === "not_in") {
    return leaf.values.flatMap((value) => {
      const index = axis.indexOf(value);
      return index < 0 ? [] : [index, index + 1];
    });
  }
  const atStart = leafHolds(leaf, axis.valueAt(0));
  let [low, high] = [0, axis.count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (leafHolds(leaf, axis.valueAt(middle)) === atStart) low = middle + 1;
    else high = middle;
  }
  return [low];
}
