/** Spaces that the budget has room for completely. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import type { Problem } from "../../problem";
import { cellsOfSpace } from "../../space/cardinality";
import { compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import type { Assignments, Space } from "../../space/space";
import { arbitrarySpace, mustParse } from "../../testing/arbitrary-space";

interface Play {
  readonly sampler?: string;
  readonly seed?: string;
  readonly maxTrials: number;
  /** Trials after which nobody looks any further; until the space is used up when absent. */
  readonly until?: number;
  loss(assignments: Assignments): number;
}

/** One trial after the other until the sampler has no more; it must not go on for ever. */
function played(
  space: Space,
  { sampler = "auto", seed = "finite", maxTrials, until = Number.POSITIVE_INFINITY, loss }: Play,
) {
  const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed, maxTrials };
  const history: HistoryEntry[] = [];
  for (let number = 0; number <= maxTrials; number += 1) {
    const { suggestions, exhausted, diagnostics } = suggest({
      problem,
      sampler: { name: sampler, options: {} },
      history,
      pending: [],
      numbers: [number],
      effort: { candidates: 128, searches: 2 },
    });
    if (exhausted || number === until) return { history, diagnostics };
    const [{ assignments }] = suggestions;
    history.push({ number, assignments, outcome: "completed", values: { loss: loss(assignments) } });
  }
  throw new Error("It was never exhausted.");
}

const distinct = (history: readonly HistoryEntry[]): number =>
  new Set(history.map(({ assignments }) => JSON.stringify(assignments))).size;

test.each(["auto", "gp"])(
  "pitfall 18: with %s each of twelve points is tried once, then it is exhausted",
  (sampler) => {
    const space = mustParse({
      a: { type: "int", low: 1, high: 4 },
      b: { type: "categorical", choices: ["x", "y", null] },
    });
    const loss = ({ a, b }: Assignments) => (Number(a) - 2.2) ** 2 + (b === "y" ? 0 : 1);
    const { history, diagnostics } = played(space, { sampler, maxTrials: 40, loss });
    expect(history).toHaveLength(12);
    expect(distinct(history)).toBe(12);
    expect(diagnostics).toEqual([expect.objectContaining({ code: "space_used_up" })]);
  },
);

test("of mixed finite spaces every point that obeys the constraints is tried once, then they are exhausted", {
  timeout: 120_000,
}, () => {
  const small = arbitrarySpace({ finite: true, parametersMax: 4 }).filter((space) => {
    const count = cellsOfSpace(compileSpace(space))?.count ?? 0n;
    return count >= 12n && count <= 30n;
  });
  fc.assert(
    fc.property(small, (space) => {
      const compiled = compileSpace(space);
      const cells = cellsOfSpace(compiled);
      const rows = Array.from({ length: Number(cells?.count ?? 0n) }, (_, cell) => cells?.rowAt(BigInt(cell)) ?? []);
      const feasible = rows.filter((row) => compiled.violation(row) === 0).length;
      const loss = (assignments: Assignments): number =>
        pointUnits(compiled, assignments).reduce(
          (sum, unit) => sum + (Number.isNaN(unit) ? 0.1 : (unit - 0.4) ** 2),
          0,
        );
      const { history } = played(space, { maxTrials: 30, loss });
      expect(history).toHaveLength(feasible);
      expect(distinct(history)).toBe(feasible);
    }),
    { seed: 20_261_129, numRuns: 6 },
  );
});

test("the best so far is nearer the optimum than that of the shuffled grid, on average over the study", () => {
  const space = mustParse({ a: { type: "int", low: 0, high: 9 }, b: { type: "float", low: 0, high: 1, step: 0.2 } });
  const loss = ({ a, b }: Assignments): number => (Number(a) / 9 - 0.72) ** 2 + (Number(b) - 0.31) ** 2;
  const seeds = ["anytime 0", "anytime 1", "anytime 2", "anytime 3"];
  const areas = (sampler: string): number[] =>
    seeds.map((seed) => areaOf(played(space, { sampler, seed, maxTrials: 60, until: 25, loss }).history));
  const [ours, grid] = [areas("auto"), areas("grid")];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(ours)).toBeLessThan(sum(grid));
  expect(ours.filter((area, index) => area < grid[index]).length).toBeGreaterThanOrEqual(3);
});

/** The sum over the trials of the best loss so far. */
function areaOf(history: readonly HistoryEntry[]): number {
  let [best, area] = [Number.POSITIVE_INFINITY, 0];
  for (const { values } of history) {
    best = Math.min(best, values?.loss ?? best);
    area += best;
  }
  return area;
}

test("from ten results on the model says what comes next, until nothing is left", () => {
  const space = mustParse({ a: { type: "int", low: 0, high: 5 }, b: { type: "int", low: 0, high: 4 } });
  const problem: Problem = {
    space,
    objectives: [{ metric: "loss", direction: "minimize" }],
    seed: "order",
    maxTrials: 30,
  };
  const history: HistoryEntry[] = [];
  for (let number = 0; number < 30; number += 1) {
    const [{ assignments, origin }] = suggest({
      problem,
      sampler: { name: "auto", options: {} },
      history,
      pending: [],
      numbers: [number],
    }).suggestions;
    if (number >= 10) {
      expect(origin.phase).toBe("model");
      expect(origin.fallback).toBeUndefined();
    }
    const loss = (Number(assignments.a) - 3.3) ** 2 + (Number(assignments.b) - 1.2) ** 2;
    history.push({ number, assignments, outcome: "completed", values: { loss } });
  }
});
