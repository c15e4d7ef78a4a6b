import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeRng } from "../../rng/rng";
import { fitForest } from "./fit-forest";
import type { Forest, ForestData, ForestOptions, Tree } from "./forest";
import { predictForest } from "./predict-forest";

const OPTIONS: ForestOptions = { trees: 10, leafSize: 1, columnShare: 1, thresholds: "random" };
const forestOf = (data: ForestData, options: Partial<ForestOptions> = {}): Forest =>
  fitForest(data, { ...OPTIONS, ...options }, (number) => makeRng({ seed: "forest", purpose: "tree", number }));

/** Data from rows of coordinates; `levels` says which columns are categories. */
function dataOf(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  levels: readonly number[],
): ForestData {
  const values = new Float64Array(rows.length * levels.length);
  for (const [row, point] of rows.entries()) {
    for (const [column, value] of point.entries()) values[column * rows.length + row] = value;
  }
  return { count: rows.length, levels: Int32Array.from(levels), values, targets: Float64Array.from(targets) };
}
const meanAt = (forest: Forest, ...point: number[]): number =>
  predictForest(forest, Float64Array.from(point), 1).mean[0];

const uniforms = (seed: string, count: number): number[] => {
  const rng = makeRng({ seed, purpose: "data", number: 0 });
  return Array.from({ length: count }, () => rng.uniform());
};

test("known answer: mean and variance of a hand-made forest follow the law of total variance", () => {
  const leaf = (mean: number, variance: number): Tree => ({
    column: Int32Array.of(-1),
    left: Int32Array.of(-1),
    threshold: new Float64Array(1),
    missingLeft: new Uint8Array(1),
    setStart: Int32Array.of(-1),
    sets: new Uint32Array(0),
    mean: Float64Array.of(mean),
    variance: Float64Array.of(variance),
    weight: Float64Array.of(1),
    draws: Uint16Array.of(1),
  });
  const forest = { levels: Int32Array.of(0), trees: [leaf(1, 0.5), leaf(3, 0.25), leaf(5, 0)] };
  const { mean, variance } = predictForest(forest, Float64Array.of(0.5), 1);
  expect(mean[0]).toBe(3);
  // Within leaves (0.5 + 0.25 + 0) / 3, between trees (4 + 0 + 4) / 3.
  expect(variance[0]).toBeCloseTo(0.25 + 8 / 3, 12);
});

test("a step is found where it is", () => {
  const xs = uniforms("step", 200);
  const forest = forestOf(
    dataOf(
      xs.map((x) => [x]),
      xs.map((x) => (x < 0.3 ? 1 : 2)),
      [0],
    ),
  );
  expect(meanAt(forest, 0.25)).toBe(1);
  expect(meanAt(forest, 0.35)).toBe(2);
});

describe("categories", () => {
  /** Six categories in three classes that are not neighbours; nothing but the best division finds them in one split. */
  const codes = uniforms("codes", 300).map((u) => Math.floor(u * 6));
  const targets = codes.map((code) => [0, 1, 0, 1, 0, 1][code]);
  const unit = (code: number): number => (code + 0.5) / 6;

  test("are divided by their mean target in one split, whatever their order", () => {
    const forest = forestOf(
      dataOf(
        codes.map((code) => [unit(code)]),
        targets,
        [6],
      ),
    );
    for (const tree of forest.trees) expect(tree.column.length).toBe(3);
    for (const code of [0, 1, 2, 3, 4, 5]) expect(meanAt(forest, unit(code))).toBe(code % 2);
  });

  test("pitfall 16: numbered otherwise they give the same forest", () => {
    const renumbered = [3, 5, 0, 1, 4, 2];
    const noisy = targets.map((target, row) => target + ((row * 7) % 11) / 10);
    const numbers = uniforms("beside", 300);
    const rowsBy = (name: (code: number) => number) => codes.map((code, row) => [unit(name(code)), numbers[row]]);
    const one = forestOf(
      dataOf(
        rowsBy((code) => code),
        noisy,
        [6, 0],
      ),
    );
    const other = forestOf(
      dataOf(
        rowsBy((code) => renumbered[code]),
        noisy,
        [6, 0],
      ),
    );
    for (const code of [0, 1, 2, 3, 4, 5]) {
      expect(meanAt(other, unit(renumbered[code]), 0.4)).toBe(meanAt(one, unit(code), 0.4));
    }
  });

  test("never seen go to either side by chance, so that trees disagree about them", () => {
    const rows = codes.filter((code) => code < 5);
    const forest = forestOf(
      dataOf(
        rows.map((code) => [unit(code)]),
        rows.map((code) => code % 2),
        [6],
      ),
      { trees: 40 },
    );
    const seen = predictForest(forest, Float64Array.of(unit(0)), 1).variance[0];
    expect(seen).toBe(0);
    expect(predictForest(forest, Float64Array.of(unit(5)), 1).variance[0]).toBeGreaterThan(0.1);
  });
});

describe("values that do not exist", () => {
  test("get a side of their own when that fits best", () => {
    const xs = uniforms("missing", 200);
    const rows = xs.map((x, row) => [row % 2 === 0 ? x : Number.NaN]);
    const forest = forestOf(
      dataOf(
        rows,
        rows.map((_, row) => (row % 2 === 0 ? 1 : 5)),
        [0],
      ),
    );
    expect(meanAt(forest, Number.NaN)).toBe(5);
    for (const x of [0.01, 0.5, 0.99]) expect(meanAt(forest, x)).toBe(1);
  });

  test("join high values as easily as low ones: no order is put on them", () => {
    const xs = uniforms("missing", 200);
    const rows = xs.map((x, row) => [row % 2 === 0 ? x : Number.NaN]);
    for (const level of [1, 3]) {
      // Missing behaves as the values above 0.6 do, or as those below.
      const targets = rows.map(([x]) => (Number.isNaN(x) ? level : x > 0.6 ? 3 : 1));
      const forest = forestOf(dataOf(rows, targets, [0]));
      for (const tree of forest.trees) expect(tree.column.length).toBe(3);
      expect([meanAt(forest, Number.NaN), meanAt(forest, 0.9), meanAt(forest, 0.1)]).toEqual([level, 3, 1]);
    }
  });
});

test("the variance grows away from observations", () => {
  const xs = uniforms("gap", 120).map((u) => (u < 0.5 ? 0.4 * u : 0.6 + 0.8 * (u - 0.5)));
  const forest = forestOf(
    dataOf(
      xs.map((x) => [x]),
      xs.map((x) => 3 * x),
      [0],
    ),
    { trees: 50 },
  );
  const { variance } = predictForest(forest, Float64Array.of(0.1, 0.4, 0.8), 3);
  expect(variance[1]).toBeGreaterThan(10 * Math.max(variance[0], variance[2]));
});

test("copies of one point become one leaf with their mean and spread", () => {
  const targets = [1, 2, 3, 4];
  const forest = forestOf(
    dataOf(
      targets.map(() => [0.5]),
      targets,
      [0],
    ),
    { trees: 200 },
  );
  const { mean, variance } = predictForest(forest, Float64Array.of(0.5), 1);
  expect(mean[0]).toBeCloseTo(2.5, 1);
  expect(variance[0]).toBeGreaterThan(1);
});

test("any data are fitted: means stay within the targets, variances are not negative, rows left over are all placed", () => {
  const cell = fc.oneof(
    fc.constant(Number.NaN),
    fc.double({ min: -1, max: 2, noNaN: true }),
    fc.constantFrom(0, 0.5, 1, 5e-324),
  );
  const table = fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.array(fc.constantFrom(0, 0, 2, 5, 40), { minLength: 1, maxLength: 4 }))
    .chain(([count, levels]) =>
      fc.record({
        levels: fc.constant(levels),
        rows: fc.array(fc.tuple(...levels.map(() => cell)), { minLength: count, maxLength: count }),
        targets: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: count, maxLength: count }),
        leafSize: fc.constantFrom(1, 3),
        columnShare: fc.constantFrom(0.3, 1),
        thresholds: fc.constantFrom("random" as const, "middle" as const),
      }),
    );
  fc.assert(
    fc.property(table, ({ levels, rows, targets, ...options }) => {
      const forest = forestOf(dataOf(rows, targets, levels), options);
      const { mean, variance } = predictForest(forest, Float64Array.from(rows.flat()), rows.length);
      for (let row = 0; row < rows.length; row += 1) {
        expect(mean[row]).toBeGreaterThanOrEqual(Math.min(...targets) - 1e-9);
        expect(mean[row]).toBeLessThanOrEqual(Math.max(...targets) + 1e-9);
        expect(variance[row]).toBeGreaterThanOrEqual(0);
      }
      for (const tree of forest.trees) checkTree(tree, rows, options.leafSize);
    }),
    { seed: 1, numRuns: 300 },
  );
});

/** The weights of children add up to that of their parent, and those of a split's sides are large enough. */
function checkTree(tree: Tree, rows: readonly unknown[], leafSize: number): void {
  expect(tree.weight[0]).toBe(rows.length);
  for (const [node, left] of tree.left.entries()) {
    if (tree.column[node] < 0) continue;
    expect(tree.weight[left] + tree.weight[left + 1]).toBe(tree.weight[node]);
    expect(Math.min(tree.weight[left], tree.weight[left + 1])).toBeGreaterThanOrEqual(leafSize);
  }
}
