import { describe, expect, test } from "vitest";
import { suggest, toRequest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import type { Objective, Problem } from "../../problem";
import { makeRng } from "../../rng/rng";
import { sampleAssignments } from "../../space/sample";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import type { Choice } from "./choice";
import { chooseSamplers } from "./policy";

const numbers = mustParse({
  rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
  momentum: { type: "float", low: 0, high: 1 },
  layers: { type: "int", low: 1, high: 64 },
});
const mixed = mustParse({
  rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
  kind: { type: "categorical", choices: ["a", "b", "c"] },
});
const tree = mustParse({
  kind: { type: "categorical", choices: ["a", "b"] },
  depth: { type: "int", low: 1, high: 9, when: { kind: "b" } },
});
const objectivesOf = (count: number): readonly Objective[] =>
  Array.from({ length: count }, (_, index) => ({ metric: `f${index}`, direction: "minimize" as const }));

interface Study {
  readonly space: Space;
  readonly objectives: number;
  readonly results: number;
}

function studyOf({ space, objectives, results }: Study): {
  readonly problem: Problem;
  readonly history: readonly HistoryEntry[];
} {
  const problem: Problem = { space, objectives: objectivesOf(objectives), seed: "many" };
  const history = Array.from({ length: results }, (_, number): HistoryEntry => {
    const assignments = sampleAssignments(space, makeRng({ seed: "many", purpose: "results", number }));
    return { number, assignments, outcome: "completed", values: valuesOf(problem, assignments) };
  });
  return { problem, history };
}

function valuesOf({ objectives }: Problem, assignments: Assignments): Record<string, number> {
  const rate = Math.log10(Number(assignments.rate ?? 1));
  return Object.fromEntries(objectives.map(({ metric }, index) => [metric, (rate + index) ** 2 + index]));
}

/** Of 200 trials after so many results, how many each sampler serves. */
function shares(study: Study): Partial<Record<Choice["sampler"], number>> {
  const { problem, history } = studyOf(study);
  const request = toRequest({ problem, sampler: { name: "auto", options: {} }, history, pending: [], numbers: [] });
  const entries = history.map((entry) => toLossEntry(problem, entry));
  const counts: Partial<Record<Choice["sampler"], number>> = {};
  for (let next = 0; next < 200; next += 1) {
    const [{ sampler }] = chooseSamplers({
      problem,
      entries,
      request: { ...request, numbers: [study.results + next] },
    });
    counts[sampler] = (counts[sampler] ?? 0) + 1;
  }
  return counts;
}

describe("beyond the results that models are for", () => {
  test("cma-es serves four of five trials of numbers, tpe the fifth", () => {
    const counts = shares({ space: numbers, objectives: 1, results: 1_000 });
    expect(counts["cma-es"]).toBeGreaterThan(140);
    expect(counts.tpe).toBe(200 - (counts["cma-es"] ?? 0));
    expect(counts.tpe).toBeGreaterThan(20);
  });

  test("regularized evolution serves every fifth trial where there are choices or conditions, tpe the others", () => {
    for (const space of [mixed, tree]) {
      const counts = shares({ space, objectives: 1, results: 1_000 });
      expect(counts["regularized-evolution"]).toBeGreaterThan(20);
      expect(counts["regularized-evolution"]).toBeLessThan(60);
      expect(counts.tpe).toBe(200 - (counts["regularized-evolution"] ?? 0));
    }
  });

  test("a population of nsga2 serves two or three objectives, of nsga3 four", () => {
    expect(shares({ space: numbers, objectives: 2, results: 400 })).toEqual({ nsga2: 200 });
    expect(shares({ space: tree, objectives: 3, results: 400 })).toEqual({ nsga2: 200 });
    expect(shares({ space: numbers, objectives: 4, results: 400 })).toEqual({ nsga3: 200 });
  });

  test("the hand-over begins at nine tenths of the way and is halfway at nineteen twentieths", () => {
    expect(shares({ space: numbers, objectives: 2, results: 360 }).nsga2).toBeUndefined();
    const halfway = shares({ space: numbers, objectives: 2, results: 380 });
    expect(halfway.nsga2).toBeGreaterThan(70);
    expect(halfway.nsga2).toBeLessThan(130);
  });

  test("of four objectives every other trial of those that are not handed over yet is tpe's", () => {
    const { gp = 0, tpe = 0, nsga3 = 0 } = shares({ space: numbers, objectives: 4, results: 380 });
    expect(gp + tpe + nsga3).toBe(200);
    for (const count of [gp, tpe]) expect(count).toBeGreaterThan(30);
  });
});

const asked = { effort: { candidates: 64, searches: 1 }, sampler: { name: "auto", options: {} } };

test("trials that cma-es serves close its generations, those of tpe between them do not", () => {
  const { problem, history } = studyOf({ space: numbers, objectives: 1, results: 1_000 });
  const told = [...history];
  const generations: number[] = [];
  while (told.length < 1_060) {
    const number = told.length;
    const [{ assignments, origin }] = suggest({
      ...asked,
      problem,
      history: told,
      pending: [],
      numbers: [number],
    }).suggestions;
    const { generation } = origin;
    if (generation) generations.push(generation.index);
    expect(origin.by).toBe(generation ? "cma-es" : "tpe");
    told.push({ number, assignments, outcome: "completed", values: valuesOf(problem, assignments), generation });
  }
  // Seven results close a generation of three parameters.
  expect(Math.max(...generations)).toBe(Math.floor((generations.length - 1) / 7));
  expect(generations).toEqual([...generations].sort((one, other) => one - other));
});

test("a suggestion depends on the set of results, not on the order in which they came, also where a population makes it", () => {
  for (const study of [
    { space: numbers, objectives: 1, results: 1_000 },
    { space: mixed, objectives: 1, results: 1_000 },
    { space: tree, objectives: 2, results: 400 },
    { space: numbers, objectives: 4, results: 400 },
  ]) {
    const { problem, history } = studyOf(study);
    const message = { ...asked, problem, pending: [], numbers: [0, 1, 2, 3].map((next) => study.results + next) };
    expect(suggest({ ...message, history: [...history].reverse() })).toEqual(suggest({ ...message, history }));
  }
});
