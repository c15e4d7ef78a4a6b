import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry, Outcome } from "../../history";
import type { SuggestMessage } from "../../messages";
import { makeRng } from "../../rng/rng";
import { compileSpace } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { sampleAssignments } from "../../space/sample";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { DEFAULT_EFFORT, type Suggestion } from "../sampler";
import { toObservations } from "./observations";
import { fitSurface } from "./surface";

const EFFORT = { ...DEFAULT_EFFORT, tries: 4_000, candidates: 256, searches: 4 };
const FOREST = { trees: 10, leafSize: 1, columnShare: 1, thresholds: "random" } as const;

const message = (space: Space, fields: Partial<SuggestMessage> = {}): SuggestMessage => ({
  problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "forest" },
  sampler: { name: "random-forest", options: { random_share: 0 } },
  history: [],
  pending: [],
  numbers: [1_000],
  effort: EFFORT,
  ...fields,
});

/** Random trials and how they ended. */
function trialsOf(space: Space, count: number, lossOf: (assignments: Assignments) => number): HistoryEntry[] {
  return Array.from({ length: count }, (_, number): HistoryEntry => {
    const assignments = sampleAssignments(space, makeRng({ seed: "trials", purpose: "point", number }));
    return { number, assignments, outcome: "completed", values: { loss: lossOf(assignments) } };
  });
}
const suggestOne = (request: SuggestMessage): Suggestion => suggest(request).suggestions[0];

const SQUARE = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
const bowl = ({ x, y }: Assignments): number => (Number(x) - 0.3) ** 2 + (Number(y) - 0.7) ** 2;

const TREE = mustParse({
  model: { type: "categorical", choices: ["forest", "svm", "network"] },
  depth: { type: "int", low: 1, high: 20, when: { model: "forest" } },
  cost: { type: "float", low: 1e-3, high: 1e3, scale: "log", when: { model: "svm" } },
  kernel: { type: "categorical", choices: ["rbf", "linear", "poly"], when: { model: "svm" } },
  degree: { type: "int", low: 2, high: 5, when: { kernel: "poly" } },
  layers: { type: "ordinal", values: [1, 2, 4, 8], when: { model: "network" } },
});
const treeLoss = ({ model, depth, cost, kernel, layers }: Assignments): number => {
  if (model === "forest") return 0.5 + Number(depth) / 100;
  if (model === "svm") return Math.abs(Math.log10(Number(cost)) - 1) + (kernel === "rbf" ? 0 : 0.3);
  return 1 / Number(layers);
};

describe("a suggestion of the model", () => {
  test("lies near the optimum and says by what it was chosen and what is expected of it, in the objective's unit", () => {
    const history = trialsOf(SQUARE, 80, (assignments) => 100 + bowl(assignments));
    const { assignments, origin } = suggestOne(message(SQUARE, { history }));
    expect(bowl(assignments)).toBeLessThan(0.03);
    expect(origin).toMatchObject({ phase: "model", acquisition: { name: "log-expected-improvement" } });
    expect(origin.predicted?.mean).toBeGreaterThan(99.9);
    expect(origin.predicted?.mean).toBeLessThan(100.2);
    expect(origin.predicted?.sd).toBeGreaterThanOrEqual(0);
  });

  test("comes after as many even starts as are asked for", () => {
    const phases = [4, 5].map((count) => {
      const sampler = { name: "random-forest", options: { random_share: 0, start_trials: 5 } };
      return suggestOne(message(SQUARE, { history: trialsOf(SQUARE, count, bowl), sampler })).origin.phase;
    });
    expect(phases).toEqual(["start", "model"]);
  });

  test("gives way to a random one for about the share of trials asked for, each by its own number", () => {
    const history = trialsOf(SQUARE, 20, bowl);
    const sampler = { name: "random-forest", options: { random_share: 0.2 } };
    const effort = { ...EFFORT, candidates: 16, searches: 1 };
    const numbers = Array.from({ length: 60 }, (_, index) => 20 + index);
    const { suggestions } = suggest(message(SQUARE, { history, sampler, effort, numbers }));
    const random = suggestions.filter(({ origin }) => !origin.acquisition).map(({ number }) => number);
    expect(random.length).toBeGreaterThan(4);
    expect(random.length).toBeLessThan(22);
    const again = numbers.filter(
      (number) => !suggestOne(message(SQUARE, { history, sampler, effort, numbers: [number] })).origin.acquisition,
    );
    expect(again).toEqual(random);
  });

  test("does not depend on where zero lies (pitfall 50) nor on how bad the worst are", () => {
    const history = trialsOf(SQUARE, 30, bowl);
    const suggested = (change: (loss: number) => number) =>
      suggestOne(
        message(SQUARE, {
          history: history.map((trial) => ({ ...trial, values: { loss: change(trial.values?.loss ?? 0) } })),
        }),
      ).assignments;
    const plain = suggested((loss) => loss);
    expect(suggested((loss) => loss * 1_024)).toEqual(plain);
    const diverged = (far: number) => suggested((loss) => (loss > 0.4 ? far : loss));
    expect(diverged(1e308)).toEqual(diverged(1e30));
  });
});

describe("choices and conditions", () => {
  test("pitfall 16: the order of choices and their names change nothing", () => {
    const renamed = { forest: "a", svm: "c", network: "b" } as const;
    const other = mustParse({
      model: { type: "categorical", choices: ["c", "b", "a"] },
      depth: { type: "int", low: 1, high: 20, when: { model: "a" } },
      cost: { type: "float", low: 1e-3, high: 1e3, scale: "log", when: { model: "c" } },
      kernel: { type: "categorical", choices: ["poly", "linear", "rbf"], when: { model: "c" } },
      degree: { type: "int", low: 2, high: 5, when: { kernel: "poly" } },
      layers: { type: "ordinal", values: [1, 2, 4, 8], when: { model: "b" } },
    });
    const rename = (assignments: Assignments): Assignments => ({
      ...assignments,
      model: renamed[assignments.model as keyof typeof renamed],
    });
    const history = trialsOf(TREE, 40, treeLoss);
    const numbers = [40, 41, 42];
    const plain = suggest(message(TREE, { history, numbers })).suggestions;
    const changed = suggest(
      message(other, {
        history: history.map((trial) => ({ ...trial, assignments: rename(trial.assignments) })),
        numbers,
      }),
    ).suggestions;
    expect(plain.every(({ origin }) => origin.phase === "model")).toBe(true);
    expect(changed.map(({ assignments }) => assignments)).toEqual(plain.map(({ assignments }) => rename(assignments)));
    expect(changed.map(({ origin }) => origin)).toEqual(plain.map(({ origin }) => origin));
  });

  test("pitfall 38: stale values of inactive parameters change nothing", () => {
    const history = trialsOf(TREE, 40, treeLoss);
    const stale = history.map((trial) => ({
      ...trial,
      assignments: { depth: 3, cost: 2, kernel: "linear", layers: 8, degree: 2, ...trial.assignments },
    }));
    expect(suggest(message(TREE, { history: stale }))).toEqual(suggest(message(TREE, { history })));
  });

  test("pitfall 40: the order of results and of pending trials changes nothing", () => {
    const history = trialsOf(TREE, 40, treeLoss);
    const pending = trialsOf(TREE, 46, treeLoss).slice(40);
    const request = message(TREE, { history, pending, numbers: [46, 47] });
    const shuffled = { ...request, history: [...history].reverse(), pending: [...pending].reverse() };
    expect(suggest(shuffled)).toEqual(suggest(request));
  });

  test("pitfall 18: a finite space is used up in the model's order, each point once", () => {
    const space = mustParse({
      a: { type: "int", low: 1, high: 4 },
      b: { type: "categorical", choices: ["x", "y", null] },
    });
    const loss = ({ a, b }: Assignments): number => Math.abs(Number(a) - 3) + (b === "y" ? 0 : 2);
    const history: HistoryEntry[] = [];
    const sampler = { name: "random-forest", options: { random_share: 0, start_trials: 4 } };
    for (let number = 0; number < 12; number += 1) {
      const [made] = suggest(message(space, { history, sampler, numbers: [number] })).suggestions;
      expect(made.origin.fallback).toBeUndefined();
      history.push({
        number,
        assignments: made.assignments,
        outcome: "completed",
        values: { loss: loss(made.assignments) },
      });
    }
    expect(new Set(history.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(12);
    const last = suggest(message(space, { history, sampler, numbers: [12] }));
    expect(last).toMatchObject({ suggestions: [], exhausted: true, diagnostics: [{ code: "space_used_up" }] });
  });

  test("constraints hold for every suggestion of the model", () => {
    const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }, [
      { linear: { x: 1, y: 1 }, lte: 0.6 },
    ]);
    const history = trialsOf(space, 20, bowl);
    const { suggestions } = suggest(message(space, { history, numbers: [20, 21, 22, 23] }));
    for (const { assignments, origin } of suggestions) {
      expect(Number(assignments.x) + Number(assignments.y)).toBeLessThanOrEqual(0.6 + 1e-9);
      expect(origin.acquisition).toBeDefined();
    }
  });
});

describe("pending trials", () => {
  const compiled = compileSpace(SQUARE);
  const entries = trialsOf(SQUARE, 40, bowl).map((trial) => ({
    number: trial.number,
    assignments: trial.assignments,
    fingerprint: "",
    outcome: "completed" as const,
    losses: [trial.values?.loss ?? 0],
    excess: [],
  }));
  const surfaceOf = () => {
    const observations = toObservations(compiled, entries);
    if (!observations) throw new Error("There is enough to learn from.");
    return fitSurface(observations, {
      options: FOREST,
      rngOf: (purpose, number) => makeRng({ seed: "surface", purpose, number }),
    });
  };
  const grid = Float64Array.from({ length: 2 * 21 * 21 }, (_, index) => {
    const point = index >> 1;
    return (index % 2 === 0 ? point % 21 : Math.floor(point / 21)) / 20;
  });

  test("pitfall 20: leave every mean as it is and lower the deviation where they are, never raise one", () => {
    const surface = surfaceOf();
    const prepared = surface.prepare(grid, 441);
    const before = prepared.scores();
    const out = [
      [0.3, 0.7],
      [0.32, 0.72],
      [0.9, 0.1],
    ].map((point) => Float64Array.from(point));
    for (const unit of out) surface.believe(unit);
    const after = prepared.scores();
    expect(after.mean).toEqual(before.mean);
    const lower = after.deviation.filter((deviation, point) => deviation < before.deviation[point]);
    expect(lower.length).toBeGreaterThan(20);
    expect(after.deviation.every((deviation, point) => deviation <= before.deviation[point])).toBe(true);
    const at = surface.prepare(out[2], 1).scores().deviation[0];
    const alone = surfaceOf().prepare(out[2], 1).scores().deviation[0];
    expect(at).toBeLessThan(0.15 * alone);
    // Asked about afresh or brought up to date, the answer is the same.
    expect(surface.prepare(grid, 441).scores()).toEqual(after);
  });

  test("pitfall 19: eight asks without a result keep more than 0.05 apart", () => {
    const history = trialsOf(SQUARE, 10, bowl);
    const points: number[][] = [];
    const pending: { number: number; assignments: Assignments }[] = [];
    for (let number = 10; number < 18; number += 1) {
      const { assignments } = suggestOne(message(SQUARE, { history, pending, numbers: [number] }));
      pending.push({ number, assignments });
      points.push([...pointUnits(compiled, assignments)]);
    }
    const distances = points.flatMap((one, index) =>
      points.slice(0, index).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1])),
    );
    expect(Math.min(...distances)).toBeGreaterThan(0.05);
  });
});

describe("odd results", () => {
  const odd = [0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324];
  const outcomes: Outcome[] = ["completed", "completed", "pruned", "failed", "infeasible", "cancelled"];
  const space = TREE;
  const endings = trialsOf(space, 48, treeLoss);

  test("of any kind get an answer inside the space that survives JSON", () => {
    for (let shift = 0; shift < odd.length; shift += 1) {
      const history = endings.map((trial) => ({
        ...trial,
        outcome: outcomes[trial.number % outcomes.length],
        values: { loss: odd[(trial.number + shift) % odd.length] },
      }));
      const reply = suggest(message(space, { history, numbers: [48, 49] }));
      expect(reply.suggestions).toHaveLength(2);
      expect(JSON.parse(JSON.stringify(reply))).toEqual(reply);
    }
  });

  test.each([
    ["only failures", () => Number.NaN],
    ["a constant objective", () => 3],
    ["two results that differ by all there is", (number: number) => (number % 2 === 0 ? 1e308 : -1e308)],
  ])("%s get an answer", (_, lossOf) => {
    const history = endings.map((trial) => ({ ...trial, values: { loss: lossOf(trial.number) } }));
    expect(suggest(message(space, { history })).suggestions).toHaveLength(1);
  });
});
