/** What a known budget does to the start of a study. */
import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { HistoryEntry } from "../history";
import type { Problem } from "../problem";
import type { Space } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import type { Suggestion } from "./sampler";
import { startTrials } from "./start-design";

const cube = (dimensions: number): Space =>
  mustParse(
    Object.fromEntries(
      Array.from({ length: dimensions }, (_, index) => [`x${index}`, { type: "float", low: 0, high: 1, default: 0.3 }]),
    ),
  );
const problemOf = (space: Space, maxTrials?: number): Problem => ({
  space,
  objectives: [{ metric: "loss", direction: "minimize" }],
  seed: "start",
  ...(maxTrials !== undefined && { maxTrials }),
});

/** Trials one after the other on a bowl. */
function played(problem: Problem, { sampler, count }: { readonly sampler: string; readonly count: number }) {
  const history: HistoryEntry[] = [];
  const made: Suggestion[] = [];
  for (let number = 0; number < count; number += 1) {
    const { suggestions } = suggest({
      problem,
      sampler: { name: sampler, options: {} },
      history,
      pending: [],
      numbers: [number],
      effort: { candidates: 64, searches: 1 },
    });
    made.push(suggestions[0]);
    const { assignments } = suggestions[0];
    const loss = Object.values(assignments).reduce<number>((sum, x) => sum + (Number(x) - 0.6) ** 2, 0);
    history.push({ number, assignments, outcome: "completed", values: { loss } });
  }
  return made;
}

test("a model begins after twice the parameters, 5 to 16 trials, and no more than a fifth of a known budget", () => {
  const start = (dimensions: number, maxTrials?: number) => startTrials(problemOf(cube(1), maxTrials), dimensions);
  expect([1, 4, 8, 30].map((dimensions) => start(dimensions))).toEqual([5, 8, 16, 16]);
  expect([20, 30, 50, 51, 1_000].map((maxTrials) => start(10, maxTrials))).toEqual([5, 6, 10, 11, 16]);
});

describe.each(["gp", "auto", "random-forest"])("%s", (sampler) => {
  test("begins to model after a fifth of a budget of 30 trials, and without a budget after twice the parameters", () => {
    const phases = (maxTrials?: number) =>
      played(problemOf(cube(6), maxTrials), { sampler, count: 13 }).map(({ origin }) => origin.phase);
    expect(phases(30).indexOf("model")).toBe(6);
    expect(phases().indexOf("model")).toBe(12);
  });
});

describe.each(["gp", "auto"])("%s with fewer than ten trials in all", (sampler) => {
  test("tries the defaults, the middle and points that are spread evenly, and says why", () => {
    const made = played(problemOf(cube(2), 9), { sampler, count: 9 });
    expect(made[0].assignments).toEqual({ x0: 0.3, x1: 0.3 });
    expect(made[1].assignments).toEqual({ x0: 0.5, x1: 0.5 });
    for (const { origin } of made) {
      expect(origin.phase).toBe("start");
      expect(origin.why).toContain("fewer than 10 trials");
    }
    // Seven points of a (0, m, 2)-net: every quarter of the square has one at least.
    const quarters = made.slice(2).map(({ assignments: { x0, x1 } }) => `${Number(x0) < 0.5} ${Number(x1) < 0.5}`);
    expect(new Set(quarters).size).toBe(4);
  });

  test("without defaults the first is the middle, and no point comes twice", () => {
    const space = mustParse({ x: { type: "float", low: 0, high: 1 }, c: { type: "categorical", choices: ["a", "b"] } });
    const made = played(problemOf(space, 5), { sampler, count: 5 });
    expect(made[0].assignments).toEqual({ x: 0.5, c: "a" });
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(5);
  });
});

test("an explicit number of start trials goes before the budget", () => {
  const history = played(problemOf(cube(2), 9), { sampler: "gp", count: 3 }).map(({ number, assignments }) => ({
    number,
    assignments,
    outcome: "completed" as const,
    values: { loss: Number(assignments.x0) },
  }));
  const { suggestions } = suggest({
    problem: problemOf(cube(2), 9),
    sampler: { name: "gp", options: { start_trials: 3 } },
    history,
    pending: [],
    numbers: [3],
  });
  expect(suggestions[0].origin.phase).toBe("model");
});
