/** Pitfalls of toy implementations, by their number in the research on algorithms. */
import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { SuggestMessage } from "../messages";
import { cardinality } from "../space/cardinality";
import { fixParameters } from "../space/restrict";
import type { Scalar, Space } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { DEFAULT_EFFORT } from "./sampler";

const DRAWING = ["random", "quasi-random"] as const;
const message = (space: Space, name: string, fields: Partial<SuggestMessage> = {}): SuggestMessage => ({
  problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "known answers" },
  sampler: { name, options: {} },
  history: [],
  pending: [],
  numbers: [0],
  ...fields,
});

/** Values of one parameter over independent asks that know nothing of each other. */
function draws(space: Space, sampler: string, count: number): Scalar[] {
  const [{ name }] = space.parameters;
  return Array.from(
    { length: count },
    (_, number) => suggest(message(space, sampler, { numbers: [number] })).suggestions[0].assignments[name],
  );
}

const shareOf = (values: readonly Scalar[], wanted: (value: Scalar) => boolean): number =>
  values.filter(wanted).length / values.length;

describe.each(DRAWING)("%s", { timeout: 30_000 }, (sampler) => {
  test("pitfall 14: on [1e-5, 1] log, each of the five decades gets 20 % +- 1.5 %", () => {
    const values = draws(mustParse({ lr: { type: "float", low: 1e-5, high: 1, scale: "log" } }), sampler, 10_000);
    for (let decade = -5; decade < 0; decade += 1) {
      const share = shareOf(values, (value) => Number(value) >= 10 ** decade && Number(value) < 10 ** (decade + 1));
      expect(Math.abs(share - 0.2)).toBeLessThan(0.015);
    }
  });

  test("pitfall 15: int 1 to 4, each 25 % +- 1.5 %", () => {
    const values = draws(mustParse({ n: { type: "int", low: 1, high: 4 } }), sampler, 10_000);
    for (const level of [1, 2, 3, 4])
      expect(Math.abs(shareOf(values, (value) => value === level) - 0.25)).toBeLessThan(0.015);
  });

  test("weights and priors are followed", () => {
    const weighted = draws(
      mustParse({ c: { type: "categorical", choices: ["a", "b", null], weights: [1, 2, 1] } }),
      sampler,
      4_000,
    );
    expect(Math.abs(shareOf(weighted, (value) => value === "b") - 0.5)).toBeLessThan(0.025);
    const prior = { type: "normal", mean: 0.3, sd: 0.1 };
    const normal = draws(mustParse({ x: { type: "float", low: 0, high: 1, prior } }), sampler, 4_000);
    expect(Math.abs(shareOf(normal, (value) => Math.abs(Number(value) - 0.3) < 0.1) - 0.6827)).toBeLessThan(0.025);
    const logNormal = draws(
      mustParse({
        x: { type: "float", low: 1e-5, high: 1, scale: "log", prior: { type: "normal", mean: 1e-3, sd: 1 } },
      }),
      sampler,
      4_000,
    );
    expect(Math.abs(shareOf(logNormal, (value) => Number(value) < 1e-3) - 0.5)).toBeLessThan(0.025);
  });

  test("pitfall 16: relabeling the choices relabels the suggestions and nothing else", () => {
    const asked = (choices: Scalar[]) => {
      const space = mustParse({ c: { type: "categorical", choices }, x: { type: "float", low: 0, high: 1 } });
      const numbers = Array.from({ length: 20 }, (_, number) => number);
      return suggest(message(space, sampler, { numbers })).suggestions.map(({ assignments: { c, x } }) => [
        choices.indexOf(c),
        x,
      ]);
    };
    expect(asked(["zebra", null, 3])).toEqual(asked(["a", "b", "c"]));
  });
});

test.each([...DRAWING, "grid"])(
  "pitfall 17: %s over 0.1 to 1.0 by 0.1 gives exactly ten values, all as typed",
  (sampler) => {
    const space = mustParse({ x: { type: "float", low: 0.1, high: 1, step: 0.1 } });
    const numbers = Array.from({ length: 11 }, (_, number) => number);
    const { suggestions, exhausted } = suggest(message(space, sampler, { numbers }));
    expect(suggestions.map(({ assignments }) => Number(assignments.x)).sort((a, b) => a - b)).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
    expect(exhausted).toBe(true);
  },
);

describe("grid", () => {
  const twelveTens = mustParse(
    Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`p${index}`, { type: "int", low: 1, high: 10 }])),
  );

  test("pitfall 44: 10^12 cells are counted exactly and yield the first ten at once", () => {
    expect(cardinality(twelveTens)).toBe(10n ** 12n);
    // Listing the cells would neither end nor fit into memory; it takes about a millisecond.
    const { suggestions } = suggest(
      message(twelveTens, "grid", { numbers: Array.from({ length: 10 }, (_, number) => number) }),
    );
    expect(new Set(suggestions.map(({ fingerprint }) => fingerprint)).size).toBe(10);
  });

  test("a far cell that somebody enqueued hides none of the cells before it, however long the barren stretch", () => {
    const space = mustParse({ x: { type: "int", low: 0, high: 40_000 } }, [{ expr: "x <= 5 or x >= 30000" }]);
    const tried = (number: number, x: number) => ({ number, assignments: { x }, outcome: "completed" as const });
    const history = [...[0, 1, 2, 3, 4, 5].map((x) => tried(x, x)), tried(6, 40_000)];
    const sampler = { name: "grid", options: { order: "sequential" } };
    const { suggestions, exhausted } = suggest(message(space, "grid", { history, numbers: [7], sampler }));
    expect(exhausted).toBe(false);
    expect(suggestions.map(({ assignments }) => assignments.x)).toEqual([30_000]);
  });

  test("a continuous parameter that fixed values switch off leaves a finite space", () => {
    const space = mustParse({
      optimizer: { type: "categorical", choices: ["sgd", "adam"] },
      momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
      amp: { type: "bool" },
    });
    expect(cardinality(space)).toBeNull();
    expect(cardinality(fixParameters(space, { optimizer: "adam" }))).toBe(2n);
  });

  test("branches of conditions are counted once", () => {
    const space = mustParse({
      optimizer: { type: "categorical", choices: ["sgd", "adam", "lbfgs"] },
      momentum: { type: "float", low: 0, high: 0.9, when: { optimizer: "sgd" } },
      layers: { type: "int", low: 1, high: 3, when: { optimizer: ["sgd", "adam"] } },
      width: { type: "int", low: 1, high: 4, when: { layers: { gte: 2 } } },
    });
    // sgd: 5 momenta; layers 1 alone, 2 and 3 with four widths each: 9. adam: 9. lbfgs: 1.
    const { suggestions } = suggest(
      message(space, "grid", { numbers: Array.from({ length: 100 }, (_, number) => number) }),
    );
    expect(suggestions).toHaveLength(5 * 9 + 9 + 1);
    expect(new Set(suggestions.map(({ fingerprint }) => fingerprint)).size).toBe(55);
  });

  test("sequential order counts up with the last parameter first; levels are those of the scale, ends included", () => {
    const space = mustParse({
      lr: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
      n: { type: "int", low: 0, high: 100 },
    });
    const options = { order: "sequential", levels: { n: 3 } };
    const numbers = Array.from({ length: 16 }, (_, number) => number);
    const reply = suggest(message(space, "grid", { numbers, sampler: { name: "grid", options } }));
    const expected = [1e-5, 1e-4, 1e-3, 1e-2, 0.1].flatMap((lr) => [0, 50, 100].map((n) => ({ lr, n })));
    expect(reply.suggestions.map(({ assignments }) => assignments)).toEqual(expected);
    expect(reply.exhausted).toBe(true);
  });

  test("a sparse constraint over many cells still lets the study go on", () => {
    const space = mustParse({ a: { type: "int", low: 0, high: 999 }, b: { type: "int", low: 0, high: 999 } }, [
      { expr: "(a + b) % 100 == 0" },
    ]);
    let history: SuggestMessage["history"] = [];
    for (let round = 0; round < 5; round += 1) {
      const numbers = Array.from({ length: 64 }, (_, index) => history.length + index);
      const reply = suggest(message(space, "grid", { history, numbers, effort: { ...DEFAULT_EFFORT, tries: 10_000 } }));
      expect(reply.suggestions).toHaveLength(64);
      history = [
        ...history,
        ...reply.suggestions.map(({ number, assignments }) => ({ number, assignments, outcome: "completed" as const })),
      ];
    }
    expect(new Set(history.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(320);
  });
});

describe("random", () => {
  test("a trial's suggestion does not depend on how asks were grouped", () => {
    const space = mustParse({ x: { type: "float", low: 0, high: 1 }, c: { type: "categorical", choices: ["a", "b"] } });
    const together = suggest(message(space, "random", { numbers: [0, 1, 2] })).suggestions;
    const apart = [0, 1, 2].map((number) => suggest(message(space, "random", { numbers: [number] })).suggestions[0]);
    expect(apart).toEqual(together);
  });
});

describe("constraints that almost nothing obeys", () => {
  test.each(DRAWING)("%s walks to a band as thin as an equality, and says so", (sampler) => {
    const simplex = Object.fromEntries(["a", "b", "c"].map((name) => [name, { type: "float", low: 0, high: 1 }]));
    const space = mustParse(simplex, [{ linear: { a: 1, b: 1, c: 1 }, gte: 1, lte: 1 }]);
    for (const { assignments, origin } of suggest(message(space, sampler, { numbers: [0, 1, 2, 3] })).suggestions) {
      const { a, b, c } = assignments;
      expect(Math.abs(Number(a) + Number(b) + Number(c) - 1)).toBeLessThan(1e-8);
      expect(origin.fallback).toEqual({ to: "repair", reason: "constraints" });
    }
  });
});

test("quasi-random in 512 dimensions and off the scramble gives the textbook points", () => {
  const wide = mustParse(
    Object.fromEntries(Array.from({ length: 512 }, (_, index) => [`p${index}`, { type: "float", low: 0, high: 1 }])),
  );
  expect(Object.keys(suggest(message(wide, "quasi-random")).suggestions[0].assignments)).toHaveLength(512);
  const square = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
  const sampler = { name: "quasi-random", options: { scramble: false } };
  const { suggestions } = suggest(message(square, "quasi-random", { sampler, numbers: [0, 1, 2, 3] }));
  expect(suggestions.map(({ assignments: { x, y } }) => [x, y])).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
});
