import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Distribution, RecordedAssignments } from "../contract/record";
import { parseSpace } from "../engine/space/parse-space";
import { growSpace } from "./open-space";

const seen = (name: string, distribution: Distribution): RecordedAssignments => ({
  [name]: { value: 0, distribution },
});
const float = (low: number, high: number, more: { step?: number; scale?: "log" } = {}): Distribution => ({
  type: "float",
  low,
  high,
  ...more,
});

describe("a study's open space", () => {
  test("has the parameters of its trials in the order in which they came", () => {
    const first = growSpace({}, { b: { value: 1, distribution: float(0, 1) } });
    const { document } = growSpace(first.document, {
      a: { value: "x", distribution: { type: "categorical", choices: ["x", null] } },
      b: { value: 1, distribution: float(0, 1) },
    });
    expect(JSON.stringify(document)).toBe(
      '{"b":{"type":"float","low":0,"high":1},"a":{"type":"categorical","choices":["x",null]}}',
    );
  });

  test("is the same object of values where nothing new was seen", () => {
    const { document } = growSpace({}, seen("x", float(0, 1, { step: 0.25 })));
    expect(growSpace(document, seen("x", float(0, 1, { step: 0.25 }))).grew).toBe(false);
  });

  test("a default that is said is the one that is not said", () => {
    const { document } = growSpace({}, seen("k", { type: "int", low: 1, high: 4 }));
    expect(growSpace(document, seen("k", { type: "int", low: 1, high: 4, step: 1, scale: "linear" })).grew).toBe(false);
  });

  test("ranges widen; levels stay only where both have the same", () => {
    const { document } = growSpace({}, seen("x", float(0, 1, { step: 0.25 })));
    expect(growSpace(document, seen("x", float(0, 2, { step: 0.25 }))).document).toEqual({
      x: { type: "float", low: 0, high: 2, step: 0.25 },
    });
    expect(growSpace(document, seen("x", float(-1, 0.5, { step: 0.5 }))).document).toEqual({
      x: { type: "float", low: -1, high: 1 },
    });
  });

  test.each<[string, Distribution, Distribution]>([
    ["another type", float(0, 1), { type: "int", low: 0, high: 1 }],
    ["another scale", float(1, 2), float(1, 2, { scale: "log" })],
    ["other choices", { type: "categorical", choices: [1, 2] }, { type: "categorical", choices: [1, 2, 3] }],
    ["choices in another order", { type: "categorical", choices: [1, 2] }, { type: "categorical", choices: [2, 1] }],
    ["true for 1", { type: "categorical", choices: [1] }, { type: "categorical", choices: [true] }],
  ])("refuses %s under the same name, and keeps what it was", (_what, before, after) => {
    const { document } = growSpace({}, seen("x", before));
    const grown = growSpace(document, seen("x", after));
    expect(grown.issues).toMatchObject([{ pointer: "/x/distribution", code: "distribution_incompatible" }]);
    expect(grown.document).toEqual(document);
  });

  test("whatever ranges are seen in whatever order, the space is the same, covers each, and can be read", () => {
    const ranges = fc
      .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 50 }))
      .map(([low, length]) => float(low, low + length));
    fc.assert(
      fc.property(fc.array(ranges, { minLength: 1, maxLength: 8 }), (all) => {
        const grow = (list: readonly Distribution[]) =>
          list.reduce<Readonly<Record<string, unknown>>>(
            (document, range) => growSpace(document, seen("x", range)).document,
            {},
          );
        const document = grow(all);
        expect(grow([...all].reverse())).toEqual(document);
        expect(parseSpace(document)).toHaveProperty("space");
        for (const range of all) expect(growSpace(document, seen("x", range)).grew).toBe(false);
      }),
      { seed: 20261201 },
    );
  });
});
