import { describe, expect, test } from "vitest";
import { makeRng } from "@/lib/engine/rng/rng";
import { GROUPS } from "./bbob-function";
import { type BbobInstance, bbobFunctions, bbobInstance } from "./bbob-instance";
import knownValues from "./known-values.json";
import { asymmetric, conditioning, oscillated, penalty, through } from "./transformations";
import { uniformPoint } from "./uniform-point";

const identity = [
  [1, 0],
  [0, 1],
];

describe("the parts", () => {
  test("T_osz leaves 0, 1 and -1 where they are, keeps the order, and stays within a factor of e^0.098", () => {
    expect([oscillated(0), oscillated(1), oscillated(-1)]).toEqual([0, 1, -1]);
    const wavy = Array.from({ length: 400 }, (_, index) => oscillated((index - 200) / 20));
    expect(wavy).toEqual(wavy.toSorted((one, other) => one - other));
    for (const [index, value] of wavy.entries()) {
      const plain = (index - 200) / 20;
      if (plain !== 0) expect(Math.abs(Math.log(value / plain))).toBeLessThanOrEqual(0.098 + 1e-12);
    }
  });

  test("T_asy changes neither the negative side, nor 0 and 1, nor the first coordinate", () => {
    expect(asymmetric([4, -4, 0, 1, 4], 0.5)).toEqual([4, -4, 0, 1, 4 ** 2]);
  });

  test("Λ^α spreads the squares of its factors from 1 to α", () => {
    expect(conditioning(100, 3)).toEqual([1, expect.closeTo(Math.sqrt(10), 12), 10]);
    expect(through(identity, conditioning(100, 2), identity)).toEqual([
      [1, 0],
      [0, 10],
    ]);
  });

  test("the penalty is 0 in the box and grows by the square outside", () => {
    expect(penalty([5, -5, 0])).toBe(0);
    expect(penalty([5.5, -7, 1])).toBe(0.25 + 4);
  });
});

test("there are 24 functions in five groups, as the report numbers them", () => {
  expect(bbobFunctions.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  const sizes = GROUPS.map((group) => bbobFunctions.filter((each) => each.group === group).length);
  expect(sizes).toEqual([5, 4, 5, 5, 5]);
});

const instances = bbobFunctions.flatMap(({ id, name }) =>
  [2, 5, 20].map((dimensions) => [`f${id} ${name} in ${dimensions}`, { id, dimensions, instance: 2 }] as const),
);

test.each(instances)("%s: f_opt at x_opt in the box, and nothing below it anywhere", (_, name) => {
  const { f, given, least } = bbobInstance(name);
  const { optimum } = given;
  for (const value of optimum) expect(Math.abs(value)).toBeLessThanOrEqual(5);
  // Schwefel's constants are given to ten digits.
  expect(Math.abs(f(optimum) - least)).toBeLessThan(name.id === 20 ? 2e-8 : 1e-9);
  const rng = makeRng({ seed: "bbob", purpose: "points", number: name.id });
  for (let draw = 0; draw < 200; draw += 1) {
    const wide = uniformPoint(rng, name.dimensions, 6);
    const near = wide.map((value, index) => optimum[index] + value * 10 ** -(draw % 8));
    // Only the slope is flat, beyond its corner.
    if (name.id !== 5) expect(f(wide)).toBeGreaterThan(least);
    expect(f(near)).toBeGreaterThanOrEqual(least - 1e-9);
  }
});

test.each(knownValues)(
  "f$id in $dimensions dimensions agrees with pycma's own version of it (reference.py)",
  (known) => {
    const { f, least } = bbobInstance(known);
    for (const [index, point] of known.points.entries()) {
      expect(Math.abs((f(point) - least) / known.values[index] - 1)).toBeLessThan(1e-9);
    }
  },
);

/** Differences of f, f_opt left out, along the axes of R. */
function curvatures({ f, given, least }: BbobInstance, step: number): number[] {
  return given.r.map((axis) => f(given.optimum.map((value, index) => value + step * axis[index])) - least);
}

test("the turned ellipsoid's axes differ by 10^6, the discus has one steep one and the cigar one flat one", () => {
  const [ellipsoid, discus, cigar] = [10, 11, 12].map((id) =>
    curvatures(bbobInstance({ id, dimensions: 5, instance: 1 }), 1),
  );
  expect(ellipsoid[4] / ellipsoid[0]).toBeCloseTo(1e6, 0);
  expect(discus[0] / discus[3]).toBeCloseTo(1e6, 0);
  expect(cigar[0]).toBeLessThan(1e6);
});

test("instances differ from each other, and are the same each time", () => {
  const [one, again, other] = [1, 1, 2].map((instance) => bbobInstance({ id: 21, dimensions: 5, instance }));
  expect(again.given).toEqual(one.given);
  expect(other.given.optimum).not.toEqual(one.given.optimum);
});
