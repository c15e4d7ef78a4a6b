import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { HistoryEntry } from "../history";
import type { Objective, Problem } from "../problem";
import { recall } from "../recall";
import { autoSampler } from "../sampler/auto/sampler";
import type { Space } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { atRungs } from "./at-rungs";

const RUNGS = [1, 3, 9];
const number = { type: "float", low: 0, high: 1 };
const square = mustParse({ x: { ...number, default: 0.123 }, y: { ...number, default: 0.456 } });
const wide = mustParse(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x${index}`, number])));
const tree = mustParse({ kind: { type: "categorical", choices: ["a", "b"] }, x: { ...number, when: { kind: "b" } } });
const minimized = (...metrics: string[]): Objective[] =>
  metrics.map((metric) => ({ metric, direction: "minimize" as const }));

/** Of 30 trials the first 20 come to the second rung, and the first three to the last. */
const history = Array.from({ length: 30 }, (_, trial): HistoryEntry => {
  const resources = RUNGS.slice(0, trial < 3 ? 3 : trial < 20 ? 2 : 1);
  const at = { x: ((7 * trial) % 30) / 30, y: ((11 * trial) % 30) / 30 };
  const loss = (at.x - 0.3) ** 2 + (at.y - 0.6) ** 2;
  const curve = resources.map((resource) => ({ resource, values: { loss: loss + 1 / resource, time: at.x } }));
  return { number: trial, assignments: at, outcome: "pruned", curve };
});
/** What another study found. */
const warm = history.slice(0, 8).map(({ assignments }, at) => ({ assignments, values: { loss: at, time: at / 8 } }));
const messageOf = (problem: Problem, name: string) => {
  return { problem, sampler: { name, options: {} }, history, pending: [], numbers: [30], rungs: RUNGS };
};

describe("auto learns from the deepest rung that has", () => {
  const learnsFromLast = (space: Space, objectives: readonly Objective[]): boolean =>
    atRungs(autoSampler, recall(messageOf({ space, objectives, seed: "rungs" }, "auto")), RUNGS).isLast;

  test("three results where all trials are gp's, which reads those below", () => {
    expect(learnsFromLast(square, minimized("loss"))).toBe(true);
    expect(learnsFromLast(tree, minimized("loss"))).toBe(true);
    expect(learnsFromLast(square, minimized("loss", "time"))).toBe(true);
    expect(learnsFromLast(tree, minimized("loss", "time"))).toBe(true);
  });

  test("as many as a start takes where some are of samplers that are told of one rung only", () => {
    expect(learnsFromLast(wide, minimized("loss"))).toBe(false);
    expect(learnsFromLast(square, minimized("loss", "time", "memory", "cost"))).toBe(false);
  });
});

test("as many as a start takes where there are bounds, of which what is below says nothing", () => {
  const bounded: Problem = {
    space: square,
    objectives: minimized("loss"),
    outcomeConstraints: [{ metric: "time", lte: 0.5 }],
    seed: "bounds",
  };
  expect(atRungs(autoSampler, recall(messageOf(bounded, "auto")), RUNGS).isLast).toBe(false);
});

test("gp waits for as many results as its owner wants, whatever the rungs below say", () => {
  const problem = { space: square, objectives: minimized("loss"), seed: "patient" };
  const phaseWith = (options: Readonly<Record<string, unknown>>) => {
    const effort = { candidates: 64, searches: 1 };
    const reply = suggest({ ...messageOf(problem, "gp"), sampler: { name: "gp", options }, effort });
    return reply.suggestions[0].origin.phase;
  };
  expect(phaseWith({})).toBe("model");
  expect(phaseWith({ start_trials: 20 })).toBe("start");
});

test.each(["auto", "gp", "tpe", "random-forest"])("%s begins with the defaults where there are rungs too", (name) => {
  for (const seed of "abcdefghij") {
    const problem = { space: square, objectives: minimized("loss"), seed };
    const { suggestions } = suggest({ ...messageOf(problem, name), history: [], numbers: [0] });
    expect(suggestions[0].assignments).toEqual({ x: 0.123, y: 0.456 });
  }
});

test("a later entry with the same number corrects the earlier one in the rungs below as well", () => {
  const problem = { space: square, objectives: minimized("loss"), seed: "corrected" };
  const wrong = [1, 12].map((trial): HistoryEntry => {
    const { curve = [] } = history[trial];
    return { ...history[trial], curve: curve.map((point) => ({ ...point, values: { loss: -50, time: 0 } })) };
  });
  const message = { ...messageOf(problem, "gp"), effort: { candidates: 64, searches: 1 } };
  expect(suggest({ ...message, history: [...wrong, ...history] })).toEqual(suggest(message));
});

test("gp has a model where trials at rungs fail, break bounds, cost and have several objectives", () => {
  const bounded = [{ metric: "time", lte: 0.5 }];
  const wide = mustParse(Object.fromEntries(Array.from({ length: 22 }, (_, at) => [`x${at}`, number])));
  const problems: Problem[] = [
    { space: square, objectives: minimized("loss"), outcomeConstraints: bounded, seed: "bounds" },
    { space: square, objectives: minimized("loss", "time"), seed: "objectives" },
    { space: square, objectives: minimized("loss", "time"), outcomeConstraints: bounded, seed: "both" },
    { space: square, objectives: minimized("loss"), sources: [{ results: warm }], seed: "sources" },
    { space: wide, objectives: minimized("loss"), seed: "box" },
  ];
  const others = (at: number) => Array.from({ length: 22 }, (_, k) => [`x${k}`, (((at + 1) * (k + 3)) % 29) / 29]);
  const mixed = history.map((entry, at): HistoryEntry => {
    const assignments = { ...entry.assignments, ...Object.fromEntries(others(at)) };
    return { ...entry, assignments, outcome: at % 5 === 4 ? "failed" : entry.outcome };
  });
  // Whoever ended without a curve tells what a trial costs, and that nothing is below: length scales are fitted to these first.
  const ended = Array.from({ length: 42 }, (_, at): HistoryEntry => {
    const assignments = { x: (at + 0.5) / 42, y: ((5 * at) % 42) / 42, ...Object.fromEntries(others(at)) };
    const values = { loss: at, time: at / 42 };
    return { number: at, assignments, outcome: "completed", values, cost: 10 ** (at % 4) };
  });
  const both = [...ended, ...mixed.map((entry) => ({ ...entry, number: entry.number + 42 }))];
  for (const problem of problems) {
    for (const told of [mixed, both]) {
      const numbers = [told.length, told.length + 1, told.length + 2];
      const running = {
        number: told.length + 3,
        assignments: { x: 0.9, y: 0.9 },
        curve: history[0].curve?.slice(0, 1),
      };
      const message = { ...messageOf(problem, "gp"), history: told, pending: [running], numbers };
      const { suggestions } = suggest({ ...message, effort: { candidates: 64, searches: 1 } });
      expect(suggestions.map(({ number }) => number)).toEqual(numbers);
      const byModel = suggestions.filter(({ origin }) => origin.by !== "random");
      expect(
        byModel.map(({ origin }) => [origin.phase, origin.fallback]),
        problem.seed,
      ).toEqual(byModel.map(() => ["model", undefined]));
    }
  }
});

test("gp divides by the costs of whole trials where those differ, while others wait at rungs", () => {
  const cheapOnTheLeft = Array.from({ length: 24 }, (_, at): HistoryEntry => {
    const assignments = { x: (at + 0.5) / 24, y: ((5 * at) % 24) / 24 };
    const cost = assignments.x < 0.5 ? 1 : 1000;
    return { number: at, assignments, outcome: "completed", values: { loss: at % 7 }, cost };
  });
  const waiting = history.slice(20).map((entry, at): HistoryEntry => ({ ...entry, number: 24 + at }));
  const problem = { space: square, objectives: minimized("loss"), seed: "price" };
  const message = { ...messageOf(problem, "gp"), history: [...cheapOnTheLeft, ...waiting], numbers: [40, 41, 42, 43] };
  const { suggestions } = suggest({ ...message, effort: { candidates: 64, searches: 1 } });
  for (const { origin } of suggestions) expect(origin.acquisition?.name).toBe("log-ei-per-cost");
});

test("gp: in which order trials are listed changes nothing, whether they ended, wait or train on", () => {
  const problem = { space: square, objectives: minimized("loss"), seed: "order" };
  const pending = history.slice(20).map(({ number: trial, assignments, curve }) => {
    return { number: trial, assignments, curve, paused: trial % 2 === 0 };
  });
  const message = { ...messageOf(problem, "gp"), history: history.slice(0, 20), pending, numbers: [30, 31] };
  const effort = { candidates: 64, searches: 1 };
  const reversed = { ...message, pending: pending.toReversed(), history: message.history.toReversed() };
  expect(suggest({ ...reversed, effort })).toEqual(suggest({ ...message, effort }));
});
