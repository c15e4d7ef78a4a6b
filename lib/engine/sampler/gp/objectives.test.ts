/** Several objectives by Gaussian processes. */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import type { Kernels } from "../../linalg/kernels";
import { plainKernels } from "../../linalg/plain-kernels";
import type { SuggestMessage } from "../../messages";
import { hypervolume } from "../../pareto/hypervolume";
import type { Problem } from "../../problem";
import type { Assignments } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { DEFAULT_EFFORT } from "../sampler";

const EFFORT = { ...DEFAULT_EFFORT, candidates: 256, searches: 3 };
const names = ["x0", "x1", "x2"];
const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));

/** ZDT2 of three parameters: its front is concave, 1 - f1². */
function zdt2(assignments: Assignments): Record<string, number> {
  const [x, ...rest] = names.map((name) => Number(assignments[name]));
  const g = 1 + (9 * rest.reduce((sum, value) => sum + value, 0)) / rest.length;
  return { f1: x, f2: g * (1 - (x / g) ** 2) };
}

function play(sampler: string, trials: number, seed: string): readonly (readonly number[])[] {
  const problem: Problem = {
    space,
    objectives: [
      { metric: "f1", direction: "minimize" },
      { metric: "f2", direction: "minimize" },
    ],
    seed,
  };
  const history: HistoryEntry[] = [];
  for (let number = 0; number < trials; number += 1) {
    const message: SuggestMessage = {
      problem,
      sampler: { name: sampler, options: {} },
      history,
      pending: [],
      numbers: [number],
      effort: EFFORT,
    };
    const [{ assignments }] = suggest(message).suggestions;
    history.push({ number, assignments, outcome: "completed", values: zdt2(assignments) });
  }
  return history.map(({ values }) => [values?.f1 ?? 0, values?.f2 ?? 0]);
}

describe("ZDT2 of three parameters", () => {
  const played = play("gp", 40, "a");

  test("within 40 trials gp reaches 85 % of the front's hypervolume, which random search does not", () => {
    const whole = 0.5433333;
    expect(hypervolume(played, [1.1, 1.1])).toBeGreaterThan(0.85 * whole);
    expect(hypervolume(play("random", 40, "a"), [1.1, 1.1])).toBeLessThan(0.5 * whole);
  });

  test("once it is on the front gp fills it: few trials go far off it for a little less of one objective", () => {
    const off = played.map(([f1, f2]) => f2 - (1 - f1 ** 2));
    expect(off.slice(20).filter((distance) => distance > 0.5).length).toBeLessThanOrEqual(3);
  });
});

test("eight points asked for together lie apart along the front", () => {
  const problem: Problem = {
    space,
    objectives: [
      { metric: "f1", direction: "minimize" },
      { metric: "f2", direction: "minimize" },
    ],
    seed: "batch",
  };
  const message: SuggestMessage = {
    problem,
    sampler: { name: "gp", options: {} },
    history: [],
    pending: [],
    numbers: Array.from({ length: 12 }, (_, number) => number),
    effort: EFFORT,
  };
  const history = suggest(message).suggestions.map(({ number, assignments }): HistoryEntry => {
    return { number, assignments, outcome: "completed", values: zdt2(assignments) };
  });
  const { suggestions } = suggest({ ...message, history, numbers: [12, 13, 14, 15, 16, 17, 18, 19] });
  for (const { origin } of suggestions) expect(origin.acquisition?.name).toBe("log-ehvi");
  const points = suggestions.map(({ assignments }) => names.map((name) => Number(assignments[name])));
  for (const [index, point] of points.entries()) {
    for (const other of points.slice(0, index)) {
      expect(Math.hypot(...point.map((x, d) => x - other[d]))).toBeGreaterThan(0.015);
    }
  }
});

test("four objectives are scalarized along a direction of each trial's own", () => {
  const objectives = ["a", "b", "c", "d"].map((metric) => ({ metric, direction: "minimize" as const }));
  const message: SuggestMessage = {
    problem: { space, objectives, seed: "many" },
    sampler: { name: "gp", options: {} },
    history: [],
    pending: [],
    numbers: Array.from({ length: 10 }, (_, number) => number),
    effort: EFFORT,
  };
  const history = suggest(message).suggestions.map(({ number, assignments }): HistoryEntry => {
    const [x, y, z] = names.map((name) => Number(assignments[name]));
    return { number, assignments, outcome: "completed", values: { a: x, b: y, c: z, d: 3 - x - y - z } };
  });
  const { suggestions } = suggest({ ...message, history, numbers: [10, 11, 12] });
  expect(suggestions.map(({ origin }) => origin.acquisition?.name)).toEqual(Array(3).fill("scalarized-ucb"));
  expect(new Set(suggestions.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

/** A study of `count` points spread evenly, told what `values` makes of each. */
function studyOf(problem: Problem, count: number, values: (assignments: Assignments) => Record<string, number>) {
  const message: SuggestMessage = {
    problem,
    sampler: { name: "quasi-random", options: {} },
    history: [],
    pending: [],
    numbers: Array.from({ length: count }, (_, number) => number),
    effort: EFFORT,
  };
  const history = suggest(message).suggestions.map(({ number, assignments }): HistoryEntry => {
    return { number, assignments, outcome: "completed", values: values(assignments) };
  });
  return { ...message, sampler: { name: "gp", options: {} }, history, numbers: [count] } satisfies SuggestMessage;
}

const minimized = (metrics: readonly string[]): Problem["objectives"] =>
  metrics.map((metric) => ({ metric, direction: "minimize" }));

test("twelve objectives whose results are all non-dominated are served", { timeout: 30_000 }, () => {
  const metrics = Array.from({ length: 12 }, (_, index) => `m${index}`);
  const problem: Problem = { space, objectives: minimized(metrics), seed: "wide" };
  const message = studyOf(problem, 80, (assignments) => {
    const [x, y, z] = names.map((name) => Number(assignments[name]));
    const wave = (index: number): number =>
      Math.sin(37 * (x * (index + 1) + y * (index * index + 2) + z * (3 * index + 1)));
    return Object.fromEntries(metrics.map((metric, index) => [metric, wave(index)]));
  });
  const [{ origin }] = suggest({ ...message, effort: { ...EFFORT, candidates: 32, searches: 1 } }).suggestions;
  expect(origin.acquisition?.name).toBe("scalarized-ucb");
});

test("results that break a bound are no front to go beyond while none keeps it", () => {
  const problem: Problem = {
    space,
    objectives: minimized(["f1", "f2"]),
    outcomeConstraints: [{ metric: "kept", gte: 1.5 }],
    seed: "bound",
  };
  const message = studyOf(problem, 40, (assignments) => {
    const [x, y, z] = names.map((name) => Number(assignments[name]));
    // Nearer to the bound with x, in a noise of its own, where both losses are worse.
    return { f1: 4 * x + y, f2: 4 * x + 1 - y, kept: x + 0.4 * Math.sin(1e4 * (x + y + z)) };
  });
  const [{ assignments }] = suggest(message).suggestions;
  expect(Number(assignments.x0)).toBeGreaterThan(0.8);
});

test("an objective that says the same everywhere leaves the other to be improved", () => {
  const problem: Problem = { space, objectives: minimized(["constant", "distance"]), seed: "flat" };
  const distance = (assignments: Assignments): number =>
    Math.hypot(...names.map((name) => Number(assignments[name]) - 0.3));
  let message = studyOf(problem, 12, (assignments) => ({ constant: 7, distance: distance(assignments) }));
  for (let number = 12; number < 24; number += 1) {
    const [{ assignments }] = suggest({ ...message, numbers: [number] }).suggestions;
    const values = { constant: 7, distance: distance(assignments) };
    message = { ...message, history: [...message.history, { number, assignments, outcome: "completed", values }] };
  }
  expect(Math.min(...message.history.map(({ values }) => Number(values?.distance)))).toBeLessThan(0.05);
});

test("whether evaluations succeed is modelled once for all objectives", () => {
  const problem: Problem = { space, objectives: minimized(["f1", "f2"]), seed: "failures" };
  const message = studyOf(problem, 24, zdt2);
  const history = message.history.map((entry): HistoryEntry => {
    return Number(entry.assignments.x0) > 0.7 ? { ...entry, outcome: "failed", values: {} } : entry;
  });
  let models = 0;
  const counting: Kernels = {
    ...plainKernels,
    condition(model) {
      // The labels of success and failure.
      if (model.targets.every((target) => Math.abs(target) === 1)) models += 1;
      return plainKernels.condition(model);
    },
  };
  expect(suggest({ ...message, history }, counting).suggestions).toHaveLength(1);
  expect(models).toBe(1);
});
