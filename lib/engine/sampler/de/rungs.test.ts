/** Differential evolution where trials train from rung to rung. Laws that all samplers share are in the conformance suite. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import { atEveryRung } from "../../fidelity/every-rung";
import type { CurvePoint, HistoryEntry, PendingTrial } from "../../history";
import type { SuggestMessage } from "../../messages";
import type { Problem } from "../../problem";
import { recall } from "../../recall";
import type { Assignments } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { bestAtTheEnd, playCurves } from "../../testing/play-curves";
import type { EvolutionState, Individual } from "../evolution/population";
import { DeOptions } from "./definition";
import { parentsAmong, threeBeside } from "./parents";
import { deSampler } from "./sampler";

const RUNGS = [1, 3, 9];
const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "dehb" };

/** The losses at 1, 3 and 9 in turn. */
const curveOf = (losses: readonly number[]): CurvePoint[] =>
  losses.map((loss, rung) => ({ resource: RUNGS[rung], values: { loss } }));
const assignmentsOf = (number: number) => ({ x: ((number * 7) % 31) / 31, y: ((number * 11) % 29) / 29 });
const pruned = (number: number, ...losses: number[]): HistoryEntry => {
  return { number, assignments: assignmentsOf(number), outcome: "pruned", curve: curveOf(losses) };
};
const paused = (number: number, ...losses: number[]): PendingTrial => {
  return { number, assignments: assignmentsOf(number), curve: curveOf(losses), paused: true };
};
const message = (
  history: readonly HistoryEntry[],
  pending: readonly PendingTrial[] = [],
  more: Partial<SuggestMessage> = {},
): SuggestMessage => {
  const sampler = { name: "de", options: { population_size: 4 } };
  return { problem, sampler, history, pending, numbers: [history.length + pending.length], rungs: RUNGS, ...more };
};

const stateOf = (request: SuggestMessage, pieces = 1): EvolutionState<DeOptions> => {
  const { entries } = atEveryRung(recall(request), RUNGS);
  let state = deSampler.initial(problem, DeOptions.parse(request.sampler.options));
  for (let first = 0; first < entries.length; first += Math.ceil(entries.length / pieces)) {
    const piece = entries.slice(first, first + Math.ceil(entries.length / pieces));
    state = deSampler.fold(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(piece)));
  }
  return state;
};
/** Who holds the places, by rung. */
const holders = (state: EvolutionState<DeOptions>): Record<number, number[]> =>
  Object.fromEntries(
    RUNGS.map((resource) => [
      resource,
      state.population.flatMap(({ rung, number }) => (rung === resource ? [number] : [])).sort((a, b) => a - b),
    ]),
  );

describe("selection", () => {
  test("is one to one among results of the same rung: a trial that is better at a rung below takes no place above", () => {
    const state = stateOf(message([pruned(0, 0.5, 0.4), pruned(4, 0.1), pruned(8, 0.3, 0.6)]));
    expect(holders(state)).toEqual({ 1: [4], 3: [0], 9: [] });
  });

  test("a trial that is out counts at the rungs it came to, and one that fails later counts nowhere", () => {
    const before = message([pruned(0, 0.5, 0.4)], [paused(4, 0.1, 0.2, 0.3)]);
    expect(holders(stateOf(before))).toEqual({ 1: [4], 3: [4], 9: [4] });
    const failed: HistoryEntry = { ...pruned(4, 0.1, 0.2, 0.3), outcome: "failed" };
    expect(holders(stateOf(message([pruned(0, 0.5, 0.4), failed])))).toEqual({ 1: [0], 3: [0], 9: [] });
  });

  test("what is no number holds no place", () => {
    expect(holders(stateOf(message([pruned(0, Number.NaN, 0.4)])))).toEqual({ 1: [], 3: [0], 9: [] });
  });
});

const member = (number: number, rung: number, loss: number): Individual => {
  return { number, rung, fitness: { tier: 0, losses: [loss] }, genes: [0.5] };
};
const numbersOf = (members: readonly Individual[]): number[] => members.map(({ number }) => number);

describe("parents", () => {
  const first = [0, 1, 2, 3, 4, 5, 6, 7].map((number) => member(number, 1, number % 2 === 0 ? number : 10 + number));

  test("target of the deepest rung with four members, the others of the best as many of the rung below", () => {
    const second = [2, 3, 4, 5].map((number) => member(number, 3, 1));
    const third = [3, 4, 5].map((number) => member(number, 9, 1));
    const { members, pool } = parentsAmong([...first, ...second, ...third]);
    expect(numbersOf(members)).toEqual([2, 3, 4, 5]);
    expect(numbersOf(pool)).toEqual([0, 2, 4, 6]);
  });

  test("at the first rung they are of the same, and so they are without rungs or while none has enough", () => {
    const { members, pool } = parentsAmong([...first, member(0, 3, 1)]);
    expect(numbersOf(members)).toEqual(numbersOf(first));
    expect(pool).toBe(members);
    const plain = first.map(({ rung: _, ...rest }) => rest);
    expect(parentsAmong(plain)).toEqual({ members: plain, pool: plain });
    const few = [member(0, 1, 1), member(1, 1, 1), member(2, 3, 1), member(3, 3, 1)];
    expect(parentsAmong(few)).toEqual({ members: few, pool: few });
  });

  test("where the pool lacks three besides the target, everybody else makes up for it, each trial once", () => {
    const [target] = first;
    const population = [...first, ...[0, 1, 2, 3].map((number) => member(number, 3, 1))];
    const rng = { uniform: () => 0.4 } as Parameters<typeof threeBeside>[1]["rng"];
    const found = threeBeside(target, { pool: [target, first[1]], population, rng });
    expect(found[0]).toBe(first[1]);
    expect(new Set([target, ...found].map(({ number }) => number)).size).toBe(4);
  });
});

test("children are bred as soon as so many trials have a result at any rung, also while all of them are paused", () => {
  const phase = (trials: number): string | undefined => {
    const out = Array.from({ length: trials }, (_, number) => paused(number, number / 10));
    return suggest(message([], out)).suggestions[0].origin.phase;
  };
  expect([3, 4].map(phase)).toEqual(["start", "model"]);
  const deep = Array.from({ length: 8 }, (_, number) => paused(number, number / 10, number / 10));
  expect(suggest(message([], deep)).suggestions[0].origin.why).toMatch(/^Child of trials .*compared at resource 3\.$/);
});

test("the same results give the same child, folded in pieces or not, whatever order trials that are out are listed in (seed 7)", () => {
  const losses = fc.array(fc.constantFrom(0.1, 0.2, 0.3, Number.NaN), { maxLength: 3 });
  const trials = fc.array(fc.tuple(losses, fc.boolean()), { minLength: 4, maxLength: 20 });
  fc.assert(
    fc.property(trials, fc.integer({ min: 1, max: 6 }), (played, pieces) => {
      const history = played.flatMap(([curve, over], number) => (over ? [pruned(number, ...curve)] : []));
      const pending = played.flatMap(([curve, over], number) => (over ? [] : [paused(number, ...curve)]));
      const request = message(history, pending);
      const reply = JSON.stringify(suggest(request));
      expect(JSON.stringify(suggest({ ...request, pending: [...pending].reverse() }))).toBe(reply);
      expect(JSON.stringify(stateOf(request, pieces))).toBe(JSON.stringify(stateOf(request)));
      const maximized: Problem = { ...problem, objectives: [{ metric: "loss", direction: "maximize" }] };
      const negated = <Trial extends HistoryEntry | PendingTrial>(trial: Trial): Trial => ({
        ...trial,
        curve: trial.curve?.map(({ resource, values }) => ({ resource, values: { loss: 0 - values.loss } })),
      });
      const mirrored = message(history.map(negated), pending.map(negated), { problem: maximized });
      expect(JSON.stringify(suggest(mirrored))).toBe(reply);
    }),
    { seed: 7, numRuns: 60 },
  );
});

describe("learning curves of four numbers whose early ends are near to their last ones, and not the same", () => {
  const numbers = ["x0", "x1", "x2", "x3"];
  const curves = mustParse(Object.fromEntries(numbers.map((name) => [name, { type: "float", low: 0, high: 1 }])));
  const optimum = [0.2, 0.57, 0.34, 0.71];
  /** A bowl with ripples at the end; before, one whose lowest point is a tenth away in each number. */
  const loss = (assignments: Assignments, resource: number): number => {
    const steps = numbers.map((name, index) => Number(assignments[name]) - optimum[index]);
    const end = steps.reduce((sum, step) => sum + step ** 2 + 0.05 * (1 - Math.cos(12 * step)), 0);
    const early = steps.reduce((sum, step, index) => sum + (step + (index % 2 === 0 ? 0.1 : -0.1)) ** 2, 0);
    return end + early / resource;
  };
  const play = (sampler: "de" | "random", told: boolean): number => {
    const scheduler = { name: "hyperband" } as const;
    const study = { sampler, scheduler, told, space: curves, rungs: [1, 3, 9, 27], units: 1_000, loss };
    const ends = ["a", "b", "c"].map((seed) => bestAtTheEnd(playCurves({ ...study, seed })));
    return ends.reduce((sum, end) => sum + end / ends.length, 0);
  };

  test("under hyperband: told of the rungs, less than half the loss at the end that final results alone lead to, or random trials", {
    timeout: 120_000,
  }, () => {
    const evolved = play("de", true);
    expect(evolved).toBeLessThan(0.5 * play("de", false));
    expect(evolved).toBeLessThan(0.5 * play("random", false));
  });
});
