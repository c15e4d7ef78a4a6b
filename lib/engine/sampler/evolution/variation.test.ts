import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uniformOpen } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { mustParse } from "../../testing/arbitrary-space";
import { crossed, mirrored, moved, mutated, polynomial, scatter, simulatedBinary } from "./variation";

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const inner = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const rng = (number: number) => makeRng({ seed: "variation", purpose: "test", number });

const compiled = compileSpace(
  mustParse({
    x: { type: "float", low: 0, high: 1 },
    n: { type: "int", low: 1, high: 5 },
    c: { type: "categorical", choices: ["a", "b", "c"] },
  }),
);

describe("simulated binary crossover", () => {
  test("stays inside, and on its side of the parents' middle", () => {
    fc.assert(
      fc.property(unit, unit, inner, fc.boolean(), (one, other, spread, upper) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const child = simulatedBinary({ low, high, eta: 15, spread, upper });
        expect(child).toBeGreaterThanOrEqual(0);
        expect(child).toBeLessThanOrEqual(1);
        const middle = (low + high) / 2;
        if (upper) expect(child).toBeGreaterThanOrEqual(Math.min(middle, low) - 1e-12);
        else expect(child).toBeLessThanOrEqual(Math.max(middle, high) + 1e-12);
      }),
      { seed: 15 },
    );
  });

  test("spreads children like one-point crossover: as often between the parents as beyond them when bounds are far", () => {
    const stream = rng(0);
    const children = Array.from({ length: 4_000 }, () =>
      simulatedBinary({ low: 0.499, high: 0.501, eta: 15, spread: uniformOpen(stream), upper: true }),
    );
    const between = children.filter((child) => child < 0.501).length / children.length;
    expect(Math.abs(between - 0.5)).toBeLessThan(0.03);
  });
});

describe("polynomial mutation", () => {
  test("stays inside", () => {
    fc.assert(
      fc.property(unit, inner, (gene, spread) => {
        const next = polynomial(gene, 20, spread);
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThanOrEqual(1);
        expect(spread < 0.5 ? next <= gene : next >= gene).toBe(true);
      }),
      { seed: 20 },
    );
  });

  test("changes a parameter of the middle by a few hundredths of its range: E|step| = 1 / (eta + 2)", () => {
    const stream = rng(1);
    const steps = Array.from({ length: 4_000 }, () => Math.abs(polynomial(0.5, 20, uniformOpen(stream)) - 0.5));
    const mean = steps.reduce((total, step) => total + step, 0) / steps.length;
    expect(Math.abs(mean - 1 / 22)).toBeLessThan(0.003);
  });
});

describe("children", () => {
  test("have of every choice one of their parents', and genes that a parent lacks from the other", () => {
    for (let number = 0; number < 50; number += 1) {
      const child = crossed(
        compiled,
        [
          [0.2, null, 0.5 / 3],
          [0.8, 0.5, 2.5 / 3],
        ],
        { rng: rng(number), probability: 1, eta: 15 },
      );
      expect(child[1]).toBe(0.5);
      expect([0.5 / 3, 2.5 / 3]).toContain(child[2]);
    }
  });

  test("without mutation are what crossover made of them; with it on every gene, no level stays", () => {
    const genes = Float64Array.of(0.3, 0.5, 0.5);
    expect(mutated(compiled, genes, { rng: rng(2), probability: 0, eta: 20 })).toEqual(genes);
    for (let number = 0; number < 50; number += 1) {
      const next = mutated(compiled, genes, { rng: rng(number), probability: 1, eta: 20 });
      expect(Math.abs(next[1] - 0.5)).toBeGreaterThan(0.1);
    }
  });

  test("at the last level turn back instead of staying", () => {
    expect(moved(compiled, { coordinate: 1, gene: 0.9, next: 0.95 })).toBeCloseTo(0.7, 12);
    expect(moved(compiled, { coordinate: 0, gene: 0.9, next: 0.95 })).toBe(0.95);
  });
});

test("mirrors fold the line into the unit interval and leave what lies in it", () => {
  expect([-0.25, 0, 0.3, 1, 1.25, 2.5].map(mirrored)).toEqual([0.25, 0, 0.3, 1, 0.75, 0.5]);
});

test.each([
  { kind: "numbers without levels", parameter: { type: "float", low: 0, high: 1 }, close: 2 },
  { kind: "levels", parameter: { type: "int", low: 1, high: 9 }, close: 16 },
] as const)("of $kind, $close repeats in a row pass before genes are drawn anew", ({ parameter, close }) => {
  const compiled = compileSpace(mustParse(Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, parameter]))));
  const genes = Float64Array.of(0.1, 0.4, 0.6, 0.9);
  const scattered = (attempt: number): boolean =>
    Array.from({ length: 40 }, (_, number) =>
      scatter(compiled, genes, { attempt, rng: makeRng({ seed: "scatter", purpose: "genes", number }) }),
    ).some((child) => child.some((gene, index) => gene !== genes[index]));
  expect([0, close, close + 1].map(scattered)).toEqual([false, false, true]);
});
