import { expect, test } from "vitest";
import { suggest, toRequest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import type { Problem } from "../../problem";
import { makeRng } from "../../rng/rng";
import { mustParse } from "../../testing/arbitrary-space";
import { DEFAULT_EFFORT } from "../sampler";
import { chooseSamplers } from "./policy";

test("several objectives of a space too wide for a Gaussian process go to tpe", () => {
  const names = Array.from({ length: 51 }, (_, index) => `x${index}`);
  const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));
  const history = Array.from({ length: 20 }, (_, number): HistoryEntry => {
    const values = names.map((_, index) => ((number * 7 + index * 3) % 20) / 20);
    return {
      number,
      assignments: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      outcome: "completed",
      values: { f1: values[0], f2: 1 - values[0] + values[1] },
    };
  });
  const { suggestions } = suggest({
    problem: {
      space,
      objectives: [
        { metric: "f1", direction: "minimize" },
        { metric: "f2", direction: "minimize" },
      ],
      seed: "wide",
    },
    sampler: { name: "auto", options: {} },
    history,
    pending: [],
    numbers: [20],
    effort: { ...DEFAULT_EFFORT, candidates: 64, searches: 1 },
  });
  expect(suggestions[0].origin).toMatchObject({ by: "tpe", why: expect.stringContaining("wide space") });
});

/** Of the next 100 trials after 40 results, how many are by tpe when results are this loss. */
function hedged(lossOf: (x: number, y: number, number: number) => number): number {
  const coordinates = { x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } } as const;
  const problem: Problem = {
    space: mustParse(coordinates),
    objectives: [{ metric: "loss", direction: "minimize" }],
    seed: "hedge",
  };
  const rng = makeRng({ seed: "results", purpose: "results", number: 0 });
  const history = Array.from({ length: 40 }, (_, number): HistoryEntry => {
    const [x, y] = [rng.uniform(), rng.uniform()];
    return { number, assignments: { x, y }, outcome: "completed", values: { loss: lossOf(x, y, rng.uniform()) } };
  });
  const message = { problem, sampler: { name: "auto", options: {} }, history, pending: [] };
  const request = toRequest({ ...message, numbers: [] });
  const entries = history.map((entry) => toLossEntry(problem, entry));
  const choices = Array.from({ length: 100 }, (_, next) => {
    return chooseSamplers({ problem, entries, request: { ...request, numbers: [40 + next] } })[0];
  });
  return choices.filter(({ sampler }) => sampler === "tpe").length;
}

test("results that no model predicts leave about a quarter of the trials to tpe, well predicted ones none", () => {
  expect(hedged((x, y) => (x - 0.3) ** 2 + (y - 0.6) ** 2)).toBe(0);
  const ofNoise = hedged((_x, _y, noise) => noise);
  expect(ofNoise).toBeGreaterThan(12);
  expect(ofNoise).toBeLessThan(40);
});

test("of several objectives a quarter of the trials are tpe's from 30 results on, however well a model predicts them", () => {
  const problem: Problem = {
    space: mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }),
    objectives: [
      { metric: "f1", direction: "minimize" },
      { metric: "f2", direction: "minimize" },
    ],
    seed: "local-front",
  };
  const history = Array.from({ length: 30 }, (_, number): HistoryEntry => {
    const [x, y] = [number / 30, ((7 * number) % 30) / 30];
    return { number, assignments: { x, y }, outcome: "completed", values: { f1: x, f2: 1 - x + y } };
  });
  const byTpe = (results: number): number => {
    const known = history.slice(0, results);
    const message = { problem, sampler: { name: "auto", options: {} }, history: known, pending: [] };
    const request = toRequest({ ...message, numbers: [] });
    const entries = known.map((entry) => toLossEntry(problem, entry));
    const numbers = Array.from({ length: 200 }, (_, next) => results + next);
    return numbers.filter((number) => {
      const [{ sampler }] = chooseSamplers({ problem, entries, request: { ...request, numbers: [number] } });
      return sampler === "tpe";
    }).length;
  };
  expect(byTpe(29)).toBe(0);
  expect(byTpe(30)).toBeGreaterThan(30);
  expect(byTpe(30)).toBeLessThan(70);
});
