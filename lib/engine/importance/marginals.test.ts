import fc from "fast-check";
import { expect, test } from "vitest";
import type { Forest, Tree } from "../surrogate/random-forest/forest";
import { predictForest } from "../surrogate/random-forest/predict-forest";
import { decompose } from "./marginals";

/** A tree written as nested splits: [column, threshold or categories that go left, left, right], or a leaf's mean. */
type Written = number | readonly [number, number | readonly number[], Written, Written];

function treeOf(written: Written): Tree {
  const nodes: { column: number; left: number; threshold: number; set: number; mean: number }[] = [];
  const place = (node: number, part: Written): void => {
    if (typeof part === "number") {
      nodes[node] = { column: -1, left: -1, threshold: 0, set: 0, mean: part };
      return;
    }
    const [column, where, one, other] = part;
    const left = nodes.length;
    const set = typeof where === "number" ? 0 : where.reduce((bits, code) => bits | (1 << code), 0);
    nodes[node] = { column, left, threshold: typeof where === "number" ? where : 0, set, mean: 0 };
    nodes.length += 2;
    place(left, one);
    place(left + 1, other);
  };
  nodes.length = 1;
  place(0, written);
  return {
    column: Int32Array.from(nodes, ({ column }) => column),
    left: Int32Array.from(nodes, ({ left }) => left),
    threshold: Float64Array.from(nodes, ({ threshold }) => threshold),
    missingLeft: new Uint8Array(nodes.length),
    setStart: Int32Array.from(nodes, (_, node) => node),
    sets: Uint32Array.from(nodes, ({ set }) => set),
    mean: Float64Array.from(nodes, ({ mean }) => mean),
    variance: new Float64Array(nodes.length),
    weight: new Float64Array(nodes.length).fill(1),
    draws: new Uint16Array(0),
  };
}
const forestOf = (levels: readonly number[], ...trees: Written[]): Forest => ({
  levels: Int32Array.from(levels),
  trees: trees.map(treeOf),
});

test("known answer: a step in one number", () => {
  // 0 on [0, 0.25], 4 on the rest: mean 3, variance 0.25 · 9 + 0.75 · 1 = 3.
  const { single, pairs } = decompose(forestOf([0, 0], [0, 0.25, 0, 4]), [0, 1]);
  expect([...single]).toEqual([expect.closeTo(3, 12), 0]);
  expect(pairs).toEqual([{ columns: [0, 1], variance: 0 }]);
});

test("known answer: exclusive or is all pair", () => {
  const { single, pairs } = decompose(forestOf([0, 0], [0, 0.5, [1, 0.5, 0, 1], [1, 0.5, 1, 0]]), [0, 1]);
  expect([...single]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  expect(pairs[0].variance).toBeCloseTo(0.25, 12);
});

test("known answer: a number that counts for one of three categories", () => {
  // f = 1 where the category is 2 and x > 0.5. P = 1/6, variance 5/36.
  // a_c = 0, 0, 1/2: variance 1/18. a_x = 0, 1/3: variance 1/36. The pair has the rest, 1/18.
  const { single, pairs } = decompose(forestOf([3, 0], [0, [0, 1], 0, [1, 0.5, 0, 1]]), [0, 1]);
  expect(single[0]).toBeCloseTo(1 / 18, 12);
  expect(single[1]).toBeCloseTo(1 / 36, 12);
  expect(pairs[0].variance).toBeCloseTo(1 / 18, 12);
});

test("known answer: what trees disagree about cancels before it counts", () => {
  const { single } = decompose(forestOf([0], [0, 0.5, 0, 1], [0, 0.5, 1, 0]), [0]);
  expect(single[0]).toBeCloseTo(0, 12);
});

test("splits outside the cube, from points of an earlier space, are no splits", () => {
  const { single } = decompose(forestOf([0], [0, 1.5, [0, -0.5, 7, [0, 0.5, 0, 2]], 9]), [0]);
  expect(single[0]).toBeCloseTo(1, 12);
});

test("any forest on a lattice: single and pair variances are those of brute force, and sum to the whole in two dimensions", () => {
  const levels = [0, 3, 0];
  const leaf = fc.integer({ min: -5, max: 5 });
  const { written } = fc.letrec<{ written: Written }>((tie) => ({
    written: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(fc.constantFrom(0, 2), fc.constantFrom(0.25, 0.5, 0.75), tie("written"), tie("written")),
      fc.tuple(fc.constant(1), fc.constantFrom([0], [1, 2], [2]), tie("written"), tie("written")),
    ) as fc.Arbitrary<Written>,
  }));
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 3 }), (trees) => {
      const forest = forestOf(levels, ...trees);
      const { single, pairs } = decompose(forest, [0, 1, 2]);
      const brute = bruteForce(forest);
      for (const column of [0, 1, 2]) expect(single[column]).toBeCloseTo(brute.single[column], 9);
      for (const { columns, variance } of pairs) expect(variance).toBeCloseTo(brute.pair(...columns), 9);
    }),
    { seed: 1, numRuns: 300 },
  );
});

/** The same on the 4 × 3 × 4 cells of the lattice, each of which the forest is constant on. */
function bruteForce(forest: Forest) {
  const counts = [4, 3, 4];
  const cells = counts[0] * counts[1] * counts[2];
  const indices = Array.from({ length: cells }, (_, cell) => [
    cell % 4,
    Math.floor(cell / 4) % 3,
    Math.floor(cell / 12),
  ]);
  const points = Float64Array.from(
    indices.flatMap((index) => index.map((place, column) => (place + 0.5) / counts[column])),
  );
  const { mean } = predictForest(forest, points, cells);
  const averageOver = (keep: readonly number[], index: readonly number[]): number => {
    const same = indices.flatMap((other, cell) =>
      keep.every((column) => other[column] === index[column]) ? [mean[cell]] : [],
    );
    return same.reduce((sum, value) => sum + value, 0) / same.length;
  };
  const whole = averageOver([], indices[0]);
  const varianceOf = (effect: (index: readonly number[]) => number): number =>
    indices.reduce((sum, index) => sum + effect(index) ** 2, 0) / cells;
  return {
    single: [0, 1, 2].map((column) => varianceOf((index) => averageOver([column], index) - whole)),
    pair: (one: number, other: number) =>
      varianceOf(
        (index) => averageOver([one, other], index) - averageOver([one], index) - averageOver([other], index) + whole,
      ),
  };
}
