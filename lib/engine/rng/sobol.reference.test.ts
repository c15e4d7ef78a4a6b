/**
 * Reference values from SciPy 1.17.1:
 *   pts = qmc.Sobol(50, scramble=False).random(2048)     rows, and column sums, of pts * 2**32
 *   s = qmc.Sobol(512, scramble=False); s.fast_forward(1_000_003); s.random(1)
 */
import { describe, expect, test } from "vitest";
import { sobolReference as reference } from "./fixtures/sobol-scipy";
import { makeRng } from "./rng";
import { SOBOL_INDEX_MAX, sobolSequence } from "./sobol";

const scaled = (point: Float64Array): number[] => Array.from(point, (coordinate) => coordinate * 2 ** 32);
const scramble = (number: number) => makeRng({ seed: "scramble", purpose: "test", number });

describe("pitfall 8 and A3: Sobol", () => {
  test("the first eight points in three dimensions", () => {
    const { pointAt } = sobolSequence(3);
    expect(Array.from({ length: 8 }, (_, index) => [...pointAt(index)])).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ]);
  });

  test("points 2 and 4 in six dimensions", () => {
    const { pointAt } = sobolSequence(6);
    expect([...pointAt(2)]).toEqual([0.75, 0.25, 0.25, 0.25, 0.75, 0.75]);
    expect([...pointAt(4)]).toEqual([0.375, 0.375, 0.625, 0.875, 0.375, 0.125]);
  });

  test("equals SciPy in 50 dimensions over 2,048 points, bit for bit", () => {
    const { pointAt } = sobolSequence(50);
    const sums = new Array<number>(50).fill(0);
    for (let index = 0; index < 2_048; index += 1) {
      const point = scaled(pointAt(index));
      const expected = (reference.rows as Record<string, number[]>)[index];
      if (expected) expect(point).toEqual(expected);
      for (const [d, coordinate] of point.entries()) sums[d] += coordinate;
    }
    expect(sums).toEqual(reference.sums);
  });

  test("equals SciPy in all 512 dimensions at index 1,000,003", () => {
    expect(scaled(sobolSequence(512).pointAt(reference.dimensions512.index))).toEqual(reference.dimensions512.point);
  });

  test("a point is the same whatever was asked before: next to each other, backwards, twice, or across 2^31", () => {
    const indices = [
      0,
      1,
      2,
      3,
      2,
      2,
      3,
      4,
      1000,
      1001,
      1000,
      2 ** 31 - 1,
      2 ** 31,
      2 ** 31 + 1,
      SOBOL_INDEX_MAX,
      0,
      1,
    ];
    for (const rng of [() => undefined, () => scramble(0)]) {
      const { pointAt } = sobolSequence(9, rng());
      for (const index of indices) expect(pointAt(index)).toEqual(sobolSequence(9, rng()).pointAt(index));
    }
  });

  test.each([0, 1, 2])("scrambled (%d), every block of 2^k points has one point in each dyadic interval", (number) => {
    const { pointAt } = sobolSequence(50, scramble(number));
    for (const [k, block] of [
      [1, 3],
      [4, 0],
      [6, 5],
      [9, 7],
    ]) {
      const size = 2 ** k;
      const points = Array.from({ length: size }, (_, index) => pointAt(block * size + index));
      for (let d = 0; d < 50; d += 1) {
        expect(new Set(points.map((point) => Math.floor(point[d] * size))).size).toBe(size);
      }
    }
  });

  test("scrambling is unbiased: over many scrambles any point is uniform", () => {
    const bins = new Array<number>(10).fill(0);
    for (let number = 0; number < 4_000; number += 1)
      bins[Math.floor(sobolSequence(3, scramble(number)).pointAt(5)[2] * 10)] += 1;
    // 99.9 % quantile of chi squared with nine degrees of freedom.
    expect(bins.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0)).toBeLessThan(27.88);
  });

  test("indices up to 2^32 - 1 stay inside [0, 1) and beyond are refused", () => {
    const { pointAt } = sobolSequence(20, scramble(0));
    for (const index of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, SOBOL_INDEX_MAX]) {
      for (const coordinate of pointAt(index)) expect(coordinate >= 0 && coordinate < 1).toBe(true);
    }
    expect(() => pointAt(SOBOL_INDEX_MAX + 1)).toThrow(RangeError);
    expect(() => sobolSequence(513)).toThrow(RangeError);
  });
});
