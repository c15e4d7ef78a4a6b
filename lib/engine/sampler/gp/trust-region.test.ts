import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LossEntry, Outcome } from "../../history";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import type { Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { foldObserved, initialObserved } from "../observed-points";
import { drawInRegion } from "./region-candidates";
import { replayBox, type TrustRegion, trustRegion } from "./trust-region";

const numbers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`x${at}`, { type: "float", low: 0, high: 1 }]));
const cube = (dimensions: number): Space => mustParse(numbers(dimensions));

const entryOf = (number: number, loss: number | null, outcome: Outcome = "completed"): LossEntry => ({
  number,
  assignments: {},
  fingerprint: String(number),
  outcome: loss === null ? "failed" : outcome,
  losses: loss === null ? null : [loss],
  excess: [],
});
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

/** The first of them best but one, then enough that do not improve for the box to open. */
const STALLED_START = [10, 9, ...times(6, 50)];

/** After these losses, the start among them. */
const stateAfter = (losses: readonly (number | null)[], dimensions = 10) =>
  replayBox(
    losses.map((loss, number) => entryOf(number, loss)),
    { start: STALLED_START.length, dimensions },
  );
/** The side after these losses of the box, each after one of the whole space that finds nothing. */
const sideAfter = (losses: readonly (number | null)[], dimensions?: number): number =>
  stateAfter([...STALLED_START, ...losses.flatMap((loss) => [50, loss])], dimensions).side;

describe("the base side of the box", () => {
  test("is 0.8 at first, twice that after three of its trials in a row that improved, and never more", () => {
    expect(sideAfter([])).toBe(0.8);
    expect(sideAfter([8, 7])).toBe(0.8);
    expect(sideAfter([8, 7, 6])).toBe(1.6);
    expect(sideAfter([8, 7, 20, 6, 5])).toBe(0.8);
    expect(sideAfter([8, 7, 6, 5, 4, 3])).toBe(1.6);
  });

  test("is halved after half as many of its trials as there are parameters, four at least; failed ones count", () => {
    expect(sideAfter(times(4, 20))).toBe(0.8);
    expect(sideAfter([...times(4, 20), null])).toBe(0.4);
    expect(sideAfter(times(4, 20), 2)).toBe(0.4);
    expect(sideAfter([...times(4, 20), 8, ...times(4, 20)])).toBe(0.8);
  });

  test("begins anew at 0.8 when it would fall below 2^-7", () => {
    expect(sideAfter(times(6 * 5, 20))).toBe(0.8 / 2 ** 6);
    expect(sideAfter(times(7 * 5, 20))).toBe(0.8);
  });

  test("does not count trials of the whole space, which are all while the box is shut", () => {
    // Number 8 improves, so that 9, 11 and 13 are of the whole space; from 15 on the box is open again.
    const shut = [...STALLED_START, 3, 50, 50, 50, 50, 50];
    const failing = times(8, 50);
    expect(stateAfter([...STALLED_START, ...times(6, 50), ...failing], 10).side).toBe(0.4);
    expect(stateAfter([...shut, ...failing], 10).side).toBe(0.8);
    expect(stateAfter([...shut, ...failing, 50, 50], 10).side).toBe(0.4);
  });

  test("pitfall 40: replays from the set of results, in whatever order they were told", () => {
    const result = fc.tuple(
      fc.constantFrom<Outcome>("completed", "failed", "pruned", "cancelled"),
      fc.option(fc.integer({ min: -50, max: 50 })),
    );
    const problem = { space: cube(1), objectives: [], seed: "box" };
    const stateOf = (entries: readonly LossEntry[]) =>
      replayBox(foldObserved(initialObserved(problem, {}), entries).entries, { start: 3, dimensions: 8 });
    const shuffled = fc
      .array(result, { minLength: 1, maxLength: 80 })
      .map((results) => results.map(([outcome, loss], number) => entryOf(number, loss, outcome)))
      .chain((entries) =>
        fc.record({
          entries: fc.constant(entries),
          order: fc.shuffledSubarray(entries, { minLength: entries.length }),
          cut: fc.nat(entries.length),
        }),
      );
    fc.assert(
      fc.property(shuffled, ({ entries, order, cut }) => {
        const state = stateOf(entries);
        expect(stateOf(order)).toEqual(state);
        expect(stateOf([...order.slice(cut), ...order])).toEqual(state);
        expect(state.side).toBeGreaterThanOrEqual(2 ** -7);
        expect(state.side).toBeLessThanOrEqual(1.6);
      }),
      { seed: 20_261_130, numRuns: 200 },
    );
  });
});

describe("the box is open", () => {
  const isOpenAfter = (losses: readonly (number | null)[]): boolean => stateAfter(losses).open;

  test("after five trials in a row that did not improve, failed ones among them, until one of the whole space does", () => {
    expect(isOpenAfter([10, 9, ...times(4, 50)])).toBe(false);
    expect(isOpenAfter([10, 9, ...times(4, 50), null])).toBe(true);
    expect(isOpenAfter([...STALLED_START, 8])).toBe(false);
    expect(isOpenAfter([...STALLED_START, 8, 50, 50, 50, 50])).toBe(false);
    expect(isOpenAfter([...STALLED_START, 8, 50, 50, 50, 50, 50])).toBe(true);
  });

  test("as long as the incumbent is its own", () => {
    expect(isOpenAfter([...STALLED_START, 50, 8])).toBe(true);
    expect(isOpenAfter([...STALLED_START, 50, 8, 50, 7])).toBe(true);
    expect(isOpenAfter([...STALLED_START, 50, 8, 7])).toBe(false);
    // The point at an odd number is not the box's while that is shut.
    expect(isOpenAfter([...STALLED_START, 8, 7])).toBe(false);
  });
});

describe("the box", () => {
  const mixed = compileSpace(
    mustParse({
      ...numbers(16),
      ...Object.fromEntries(
        Array.from({ length: 5 }, (_, at) => [`c${at}`, { type: "categorical", choices: ["a", "b", "c"] }]),
      ),
      ...Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`n${at}`, { type: "int", low: 1, high: 9 }])),
      steps: { type: "int", low: 1, high: 10_000, scale: "log" },
      child: { type: "float", low: 0, high: 1, when: { c0: "a" } },
    }),
  );
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const placed = fc
    .record({
      units: fc.array(unit, { minLength: 27, maxLength: 27 }),
      absent: fc.boolean(),
      lengths: fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 27, maxLength: 27 }),
      fails: fc.nat(80),
    })
    .map(({ units, absent, lengths, fails }) => {
      const base = Float64Array.from(units);
      if (absent) base[26] = Number.NaN;
      const stall = times(5, 2).map((loss, index) => entryOf(index + 1, loss));
      const entries = [entryOf(0, 1), ...stall, ...times(fails, 2).map((loss, index) => entryOf(2 * index + 7, loss))];
      const region = trustRegion({
        compiled: mixed,
        entries,
        incumbent: { units: base, fingerprint: "0" },
        start: 6,
        weights: Float64Array.from(lengths, (length) => length ** -2),
      });
      if (!region) throw new Error("There is a box of a stalled search of 21 parameters.");
      return region;
    });

  test("is never outside the cube, holds the incumbent, and leaves choices and what the incumbent lacks free", () => {
    fc.assert(
      fc.property(placed, ({ low, high, center }) => {
        const isWrong = ({ parameter }: (typeof mixed.parameters)[number], at: number): boolean => {
          const absent = Number.isNaN(center[at]);
          const free = absent || parameter.type === "categorical";
          if (free) return low[at] !== 0 || high[at] !== 1;
          return !(low[at] >= 0 && low[at] <= center[at] && center[at] <= high[at] && high[at] <= 1);
        };
        expect(mixed.parameters.filter(isWrong).map(({ name }) => name)).toEqual([]);
      }),
      { seed: 20_261_130, numRuns: 200 },
    );
  });

  test("has the next level of every whole number in it, however narrow it is", () => {
    fc.assert(
      fc.property(placed, ({ low, high, center }) => {
        for (const [at, { parameter, domain }] of mixed.parameters.entries()) {
          if (parameter.type !== "int" || domain.count === null) continue;
          const here = domain.indexOf(domain.decode(center[at]));
          for (const level of [here - 1, here + 1].filter((other) => other >= 0 && other < (domain.count ?? 0))) {
            const place = domain.encode(domain.valueAt(level));
            expect(low[at] <= place && place <= high[at]).toBe(true);
          }
        }
      }),
      { seed: 20_261_130, numRuns: 100 },
    );
  });

  test("has its candidates inside, and other choices among them", () => {
    const choices = new Set<number>();
    fc.assert(
      fc.property(placed, fc.nat(1_000), (region, number) => {
        const rng = makeRng({ seed: "box", purpose: "candidates", number });
        const { bases } = drawInRegion({ compiled: mixed, region, count: 32, rng });
        expect(bases.count).toBeGreaterThanOrEqual(32);
        const isOut = (place: number, index: number): boolean => {
          const at = index % bases.dimensions;
          return place < region.low[at] || place > region.high[at];
        };
        expect(bases.units.filter(isOut)).toHaveLength(0);
        for (let index = 17; index < bases.units.length; index += bases.dimensions)
          choices.add(Math.floor(3 * bases.units[index]));
      }),
      { seed: 20_261_130, numRuns: 50 },
    );
    expect([...choices].filter((choice) => choice < 3).sort()).toEqual([0, 1, 2]);
  });

  const regionOf = (dimensions: number, weights: Float64Array, place = 0.5): TrustRegion | null =>
    trustRegion({
      compiled: compileSpace(cube(dimensions)),
      entries: [entryOf(3, 1), ...times(5, 2).map((loss, index) => entryOf(4 + index, loss))],
      incumbent: { units: new Float64Array(dimensions).fill(place), fingerprint: "3" },
      start: 6,
      weights,
    });

  test("is there from 21 free parameters on", () => {
    expect(regionOf(20, new Float64Array(20).fill(1))).toBeNull();
    expect(regionOf(21, new Float64Array(21).fill(1))).toMatchObject({ around: 3, side: 0.8 });
  });

  test("has sides in the proportion of the length scales, their geometric mean the base side, cut off at the cube", () => {
    const weights = Float64Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 4 : 1 / 4));
    const region = regionOf(24, weights);
    // Lengths 1/2 and 2: geometric mean 1, so sides 0.4 and 1.6, of which the cube leaves 1.
    expect(region?.low[0]).toBeCloseTo(0.3, 12);
    expect(region?.high[0]).toBeCloseTo(0.7, 12);
    expect([region?.low[1], region?.high[1]]).toEqual([0, 1]);
  });

  test("has candidates that differ from the incumbent in about 20 coordinates", () => {
    const region = regionOf(50, new Float64Array(50).fill(1), 0.9);
    if (!region) throw new Error("There is a box of a stalled search of 21 parameters.");
    const rng = makeRng({ seed: "box", purpose: "candidates", number: 0 });
    const { bases } = drawInRegion({ compiled: compileSpace(cube(50)), region, count: 200, rng });
    const moved = bases.units.filter((place) => place !== 0.9).length / bases.count;
    expect(moved).toBeGreaterThan(19);
    expect(moved).toBeLessThan(22);
  });
});
