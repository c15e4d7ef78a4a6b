import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSpace } from "../../space/compiled-space";
import { mustParse } from "../../testing/arbitrary-space";
import { localObservations } from "./local-observations";
import type { Observation } from "./observations";

const compiled = compileSpace(
  mustParse({ x: { type: "float", low: 0, high: 1 }, kind: { type: "categorical", choices: ["a", "b"] } }),
);
const observation = (index: number, units: readonly number[]): Observation => ({
  fingerprint: String(index),
  units: Float64Array.from(units),
  loss: index,
  repeats: 1,
  excess: [],
  feasible: true,
  logCost: null,
  costs: 0,
});
const line = (count: number): Observation[] =>
  Array.from({ length: count }, (_, index) => observation(index, [index / count, index % 2 === 0 ? 0.25 : 0.75]));

describe("what a long history is cut down to", () => {
  test("is all of it up to a thousand results", () => {
    const all = { observed: line(1000), failed: [], below: [], lagging: [] };
    expect(localObservations(compiled, all, all.observed[0])).toEqual(all);
  });

  test("is the points near the incumbent, itself among them, and a share of the others from near to far", () => {
    const all = { observed: line(4000), failed: line(2000).map(({ units }) => units), below: [], lagging: [] };
    const best = all.observed[1000];
    const { observed, failed } = localObservations(compiled, all, best);
    expect(observed).toHaveLength(700);
    expect(failed).toHaveLength(700);
    expect(observed).toContain(best);
    const near = observed.filter(({ units }) => Math.abs(units[0] - 0.25) < 0.12 && units[1] === 0.25);
    expect(near.length).toBeGreaterThanOrEqual(450);
    expect(observed.some(({ units }) => units[0] > 0.95)).toBe(true);
    expect(observed.some(({ units }) => units[1] === 0.75)).toBe(true);
  });

  test("leaves results below what room those at the rung itself do not take, at least three hundred", () => {
    const below = line(2000).map(({ units, loss, repeats }) => ({ units, loss, repeats, distance: 1 }));
    const keptOf = (count: number) => {
      const observed = line(count);
      return localObservations(compiled, { observed, failed: [], below, lagging: [] }, observed[0]).below.length;
    };
    expect(keptOf(200)).toBe(800);
    expect(keptOf(4000)).toBe(300);
  });

  test("keeps the order of the numbers, so that it is a function of the set", () => {
    const observed = line(1500);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1499 }), (at) => {
        const kept = localObservations(
          compiled,
          { observed, failed: [], below: [], lagging: [] },
          observed[at],
        ).observed;
        const places = kept.map(({ loss }) => loss);
        expect(places).toEqual(places.toSorted((one, other) => one - other));
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 20 },
    );
  });
});
