import { describe, expect, test } from "vitest";
import {
  permutation,
  positiveDirection,
  standardNormal,
  truncatedNormal,
  uniformIndex,
  uniformOpen,
} from "./distributions";
import { haltonSequence } from "./halton";
import { latinHypercube } from "./latin-hypercube";
import { philox } from "./philox";
import { makeRng } from "./rng";
import { sha256, toHex } from "./sha256";

const stream = (purpose: string, number = 0) => makeRng({ seed: "test", purpose, number });

// FIPS 180-4 examples; the last crosses block and length boundaries.
test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["é€😀", "df9226927fd572c1ee66eec85de1bb139497614899f36e4e90474cb71f6ef9d0"],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("SHA-256 known answer %#", (text, digest) => {
  expect(toHex(sha256(text))).toBe(digest);
});

// Random123 1.14, kat_vectors, philox4x32 10.
test.each([
  [[0, 0, 0, 0], [0, 0], "6627e8d5e169c58dbc57ac4c9b00dbd8"],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d41c83b0ea20bc7c66d5451fd"],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe0994fdcceb5001e42024126ea1"],
])("Philox 4x32-10 known answer %#", (counter, key, answer) => {
  const out = new Uint32Array(4);
  philox(Uint32Array.from(counter), Uint32Array.from(key), out);
  expect(toHex(out, 4)).toBe(answer);
});

describe("streams", () => {
  test("the same name gives the same numbers, any other name others", () => {
    const take = (seed: string, purpose: string, number: number) => {
      const rng = makeRng({ seed, purpose, number });
      return Array.from({ length: 10 }, () => rng.uint32()).join();
    };
    expect(take("s", "p", 1)).toBe(take("s", "p", 1));
    const others = [
      take("s", "p", 1),
      take("s", "p", 2),
      take("s", "q", 1),
      take("t", "p", 1),
      take("sp", "", 1),
      take("", "sp", 1),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  test("uniform numbers fill [0, 1) evenly, also across streams", () => {
    const bins = new Array<number>(20).fill(0);
    for (let number = 0; number < 200; number += 1) {
      const rng = stream("even", number);
      for (let draw = 0; draw < 100; draw += 1) bins[Math.floor(rng.uniform() * 20)] += 1;
    }
    // 99.9 % quantile of chi squared with 19 degrees of freedom.
    expect(bins.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(43.82);
  });
});

describe("distributions", () => {
  test("an index is unbiased, its ends included", () => {
    const rng = stream("index");
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 60_000; draw += 1) counts[uniformIndex(rng, 6)] += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(() => uniformIndex(rng, 0)).toThrow(RangeError);
  });

  test("open uniforms never touch 0 or 1", () => {
    const ends = { uint32: () => 0, uniform: () => 0 };
    expect(uniformOpen(ends)).toBeGreaterThan(0);
    expect(uniformOpen({ ...ends, uniform: () => 1 - 2 ** -53 })).toBeLessThan(1);
  });

  test("normal draws have mean 0 and variance 1; truncated ones stay inside", () => {
    const rng = stream("normal");
    const draws = Array.from({ length: 20_000 }, () => standardNormal(rng));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + draw * draw, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    for (let draw = 0; draw < 1_000; draw += 1) {
      const value = truncatedNormal(rng, { mean: 3, deviation: 0.2, low: 0, high: 1 });
      expect(value >= 0 && value <= 1).toBe(true);
    }
  });

  test("positive directions are of length 1 and spread evenly over the angles of any two axes", () => {
    const rng = stream("directions");
    const directions = Array.from({ length: 4_000 }, () => positiveDirection(rng, 4));
    for (const direction of directions) expect(Math.hypot(...direction)).toBeCloseTo(1, 12);
    // A quarter of the right angle; of exponentials over their length it would be 0.29 of the draws.
    const low = directions.filter(([x, y]) => Math.atan2(y, x) < Math.PI / 8).length;
    expect(Math.abs(low / directions.length - 0.25)).toBeLessThan(0.02);
  });

  test("permutations hold every index once", () => {
    expect([...permutation(stream("permutation"), 100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
  });
});

test("A3: Halton in three dimensions from index 1", () => {
  const { pointAt } = haltonSequence(3);
  expect([1, 2, 3, 4, 5].map((index) => [...pointAt(index)])).toEqual([
    [1 / 2, 1 / 3, 0.2],
    [1 / 4, 2 / 3, 0.4],
    [3 / 4, 1 / 9, 0.6],
    [1 / 8, 4 / 9, 0.8],
    [5 / 8, 7 / 9, 0.04],
  ]);
});

test("scrambled Halton keeps one point per base-b interval", () => {
  const { pointAt } = haltonSequence(3, stream("halton"));
  for (const [d, base] of [2, 3, 5].entries()) {
    const size = base ** 3;
    const cells = Array.from({ length: size }, (_, index) => Math.floor(pointAt(7 * size + index)[d] * size + 1e-9));
    expect(new Set(cells).size).toBe(size);
  }
});

test("a Latin hypercube has one point in every slice of every coordinate", () => {
  const points = latinHypercube(stream("lhs"), 37, 8);
  for (let d = 0; d < 8; d += 1) expect(new Set(points.map((point) => Math.floor(point[d] * 37))).size).toBe(37);
});
