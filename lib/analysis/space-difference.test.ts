import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryDocument } from "@/lib/engine/testing/arbitrary-space";
import { spaceDifference } from "./space-difference";

const between = (a: unknown, b: unknown) => {
  const [row] = spaceDifference([
    { search_space: a === undefined ? {} : { x: a } },
    { search_space: b === undefined ? {} : { x: b } },
  ]);
  return row?.cells[1]?.marks;
};
const float = { type: "float", low: 0.001, high: 1 };

describe("the difference of two search spaces", () => {
  it.each([
    ["added", undefined, float, ["added"]],
    ["removed", float, undefined, ["removed"]],
    ["another type", float, { type: "int", low: 1, high: 3 }, ["type"]],
    ["other bounds", float, { ...float, high: 2 }, ["bounds"]],
    ["another scale", float, { ...float, scale: "log" }, ["scale"]],
    ["bounds and scale", float, { ...float, low: 0.1, scale: "log" }, ["bounds", "scale"]],
    ["a step", float, { ...float, step: 0.1 }, ["step"]],
    ["a default", float, { ...float, default: 0.5 }, ["default"]],
    ["a condition", float, { ...float, when: { kind: "a" } }, ["condition"]],
    ["a fixed value", { type: "fixed", value: 1 }, { type: "fixed", value: 2 }, ["value"]],
    [
      "choices that came and went",
      { type: "categorical", choices: ["sgd", "adam"] },
      { type: "categorical", choices: ["adam", "lion"] },
      ["choices", "+ lion", "− sgd"],
    ],
    ["the order of an ordinal", { type: "ordinal", values: [1, 2] }, { type: "ordinal", values: [2, 1] }, ["order"]],
  ])("names %s", (_, a, b, marks) => {
    expect(between(a, b)).toEqual(marks);
  });

  it.each([
    ["a scale that is linear anyhow", float, { ...float, scale: "linear" }],
    ["an int's step of one", { type: "int", low: 1, high: 3 }, { type: "int", low: 1, high: 3, step: 1 }],
    [
      "the order of choices",
      { type: "categorical", choices: ["a", "b"] },
      { type: "categorical", choices: ["b", "a"] },
    ],
    ["the order of keys", { ...float, when: { a: 1, b: 2 } }, { when: { b: 2, a: 1 }, ...float }],
  ])("does not name %s", (_, a, b) => {
    expect(between(a, b)).toEqual([]);
  });

  it('tells 1 from "1" and null from "null"', () => {
    const choices = (...values: unknown[]) => ({ type: "categorical", choices: values });
    expect(between(choices(1, "a"), choices("1", "a"))).toContain("choices");
    expect(between(choices(null, "a"), choices("null", "a"))).toContain("choices");
  });

  it("knows no parameter that a map has by birth", () => {
    expect(
      spaceDifference([{ search_space: { constructor: float } }, { search_space: {} }])[0]?.cells[1]?.marks,
    ).toEqual(["removed"]);
  });

  it("has none between a space and itself, a row per parameter, and is named alike from either side", () => {
    fc.assert(
      fc.property(arbitraryDocument(), arbitraryDocument(), ({ space: a }, { space: b }) => {
        const same = spaceDifference([{ search_space: a }, { search_space: structuredClone(a) }]);
        expect(same.map(({ name }) => name)).toEqual(Object.keys(a));
        expect(same.every((row) => row.same)).toBe(true);
        const there = spaceDifference([{ search_space: a }, { search_space: b }]);
        const back = spaceDifference([{ search_space: b }, { search_space: a }]);
        const differing = (rows: typeof there) => new Set(rows.flatMap((row) => (row.same ? [] : [row.name])));
        expect(differing(there)).toEqual(differing(back));
      }),
      { seed: 23, numRuns: 60 },
    );
  });
});
