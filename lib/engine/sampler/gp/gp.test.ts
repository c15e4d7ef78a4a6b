/** What the Gaussian-process sampler promises beyond the laws of every sampler; pitfalls by their number in the research. */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry, PendingTrial } from "../../history";
import type { SuggestMessage } from "../../messages";
import type { Assignments, Scalar, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { DEFAULT_EFFORT } from "../sampler";

const EFFORT = { ...DEFAULT_EFFORT, candidates: 512, searches: 4 };

type Objective = (assignments: Assignments) => number;

interface Study {
  readonly space: Space;
  readonly objective: Objective;
  readonly fails?: (assignments: Assignments) => boolean;
  readonly options?: Record<string, unknown>;
}

const message = ({ space, options = {} }: Study, fields: Partial<SuggestMessage>): SuggestMessage => ({
  problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "gp" },
  sampler: { name: "gp", options },
  history: [],
  pending: [],
  numbers: [0],
  effort: EFFORT,
  ...fields,
});

/** One trial after the other, each told before the next is asked. */
function run(study: Study, trials: number): readonly HistoryEntry[] {
  const history: HistoryEntry[] = [];
  for (let number = 0; number < trials; number += 1) {
    const [{ assignments }] = suggest(message(study, { history, numbers: [number] })).suggestions;
    const failed = study.fails?.(assignments) ?? false;
    const values = { loss: study.objective(assignments) };
    history.push(
      failed ? { number, assignments, outcome: "failed" } : { number, assignments, outcome: "completed", values },
    );
  }
  return history;
}

const plane = mustParse({ x: { type: "float", low: -5, high: 10 }, y: { type: "float", low: 0, high: 15 } });
const branin: Objective = ({ x, y }) =>
  (Number(y) - (5.1 / (4 * Math.PI ** 2)) * Number(x) ** 2 + (5 / Math.PI) * Number(x) - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(Number(x)) +
  10;

const bestOf = (history: readonly HistoryEntry[]): number =>
  Math.min(...history.flatMap(({ values }) => (values ? [values.loss] : [])));

test("Branin's minimum is found to within a hundredth in 30 trials", () => {
  expect(bestOf(run({ space: plane, objective: branin }, 30))).toBeLessThan(0.39788736 + 0.01);
});

test.each(["ucb", "pi", "thompson"])("with %s it is found as well", (acquisition) => {
  expect(bestOf(run({ space: plane, objective: branin, options: { acquisition } }, 35))).toBeLessThan(0.39788736 + 0.2);
});

test("the start is told from what the model proposes, and a model says by what measure", () => {
  const study = { space: plane, objective: branin };
  expect(suggest(message(study, {})).suggestions[0].origin).toMatchObject({ sampler: "gp", phase: "start" });
  const [{ origin }] = suggest(message(study, { history: run(study, 10), numbers: [10] })).suggestions;
  expect(origin).toMatchObject({ phase: "model", acquisition: { name: "log-ei", value: expect.any(Number) } });
  expect(origin.why).toMatch(/warp/);
});

test("pitfall 19: eight asks without a tell, together or one by one, are not on top of each other", () => {
  const study = { space: plane, objective: branin };
  const history = run(study, 10);
  const numbers = [10, 11, 12, 13, 14, 15, 16, 17];
  const together = suggest(message(study, { history, numbers })).suggestions.map(({ assignments }) => assignments);
  const pending: PendingTrial[] = [];
  for (const number of numbers) {
    const [{ assignments }] = suggest(message(study, { history, pending, numbers: [number] })).suggestions;
    pending.push({ number, assignments });
  }
  for (const points of [together, pending.map(({ assignments }) => assignments)]) {
    for (const [i, one] of points.entries()) {
      for (const other of points.slice(0, i)) {
        const distance = Math.hypot((Number(one.x) - Number(other.x)) / 15, (Number(one.y) - Number(other.y)) / 15);
        expect(distance).toBeGreaterThan(0.05);
      }
    }
  }
});

test.each([{}, { values: { loss: -1e6 } }])(
  "where trials were stopped early it does not look again: a stopped one counts as lagging, whatever it said (%j)",
  (said) => {
    const study = { space: plane, objective: branin };
    const history = [...run(study, 12)];
    const stopped: Assignments[] = [];
    for (let number = 12; number < 20; number += 1) {
      const [{ assignments }] = suggest(message(study, { history, numbers: [number] })).suggestions;
      history.push({ number, assignments, outcome: "pruned", ...said });
      stopped.push(assignments);
    }
    for (const [i, one] of stopped.entries()) {
      for (const other of stopped.slice(0, i)) {
        const distance = Math.hypot((Number(one.x) - Number(other.x)) / 15, (Number(one.y) - Number(other.y)) / 15);
        expect(distance).toBeGreaterThan(0.02);
      }
    }
  },
);

test("pitfall 16: relabelling the choices relabels the suggestions and nothing else", () => {
  const withChoices = (choices: readonly Scalar[]) => {
    const space = mustParse({ c: { type: "categorical", choices }, x: { type: "float", low: 0, high: 1 } });
    const objective: Objective = ({ c, x }) => (choices.indexOf(c) - 1) ** 2 + (Number(x) - 0.3) ** 2;
    return run({ space, objective }, 16).map(({ assignments: { c, x } }) => [choices.indexOf(c), x]);
  };
  expect(withChoices(["zebra", null, 3])).toEqual(withChoices(["a", "b", "c"]));
});

test("pitfall 50: adding a constant to the objective, or scaling it, changes no suggestion but for rounding", () => {
  const points = (shift: number, factor: number) =>
    run({ space: plane, objective: (assignments) => factor * branin(assignments) + shift }, 14).map(
      ({ assignments }) => assignments,
    );
  const plain = points(0, 1);
  for (const [shift, factor] of [
    [1000, 1],
    [-1000, 1],
    [0, 8],
  ]) {
    for (const [index, { x, y }] of points(shift, factor).entries()) {
      expect(Number(x)).toBeCloseTo(Number(plain[index].x), 2);
      expect(Number(y)).toBeCloseTo(Number(plain[index].y), 2);
    }
  }
});

test("pitfall 48: its first three model points on a 10-d sphere are not in the corners", () => {
  const names = Array.from({ length: 10 }, (_, index) => `x${index}`);
  const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));
  const objective: Objective = (assignments) =>
    names.reduce((sum, name) => sum + (Number(assignments[name]) - 0.5) ** 2, 0);
  const points = run({ space, objective }, 19).slice(16);
  const onBound = points
    .flatMap(({ assignments }) => names.map((name) => assignments[name]))
    .filter((x) => x === 0 || x === 1);
  expect(onBound.length / 30).toBeLessThanOrEqual(0.2);
});

describe("pitfall 37: where evaluations fail", () => {
  const fails = ({ x }: Assignments): boolean => Number(x) < -0.5;

  test("it learns not to go: of the last 20 suggestions of 40 at most two fail, where chance would fail six", () => {
    const history = run({ space: plane, objective: branin, fails }, 40);
    expect(history.slice(20).filter(({ outcome }) => outcome === "failed").length).toBeLessThanOrEqual(2);
  });
});

test("a space of mixed, conditional parameters with a constraint is searched to its best branch", () => {
  const space = mustParse(
    {
      optimizer: { type: "categorical", choices: ["sgd", "adam", "lbfgs"] },
      rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
      momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
      layers: { type: "int", low: 1, high: 8 },
      width: { type: "ordinal", values: [16, 32, 64, 128] },
    },
    [{ expr: "layers * width <= 512" }],
  );
  const objective: Objective = ({ optimizer, rate, momentum, layers, width }) =>
    (optimizer === "sgd" ? 0.2 * (Number(momentum) - 0.9) ** 2 : optimizer === "adam" ? 0.15 : 0.5) +
    0.1 * (Math.log10(Number(rate)) + 2.5) ** 2 +
    0.02 * (Number(layers) - 4) ** 2 +
    0.1 * (Math.log2(Number(width)) - 6) ** 2;
  const history = run({ space, objective }, 40);
  for (const { assignments } of history)
    expect(Number(assignments.layers) * Number(assignments.width)).toBeLessThanOrEqual(512);
  const best = history.reduce((one, other) => ((other.values?.loss ?? 1) < (one.values?.loss ?? 1) ? other : one));
  expect(best.assignments.optimizer).toBe("sgd");
  expect(best.values?.loss).toBeLessThan(0.03);
});

test("what a suggestion predicts is in the objective's own unit, and right within three deviations four times in five", () => {
  const history: HistoryEntry[] = [];
  const told: boolean[] = [];
  for (let number = 0; number < 30; number += 1) {
    const [{ assignments, origin }] = suggest(
      message({ space: plane, objective: branin }, { history, numbers: [number] }),
    ).suggestions;
    const loss = branin(assignments);
    if (origin.predicted) told.push(Math.abs(loss - origin.predicted.mean) <= 3 * origin.predicted.sd + 1e-6);
    history.push({ number, assignments, outcome: "completed", values: { loss } });
  }
  expect(told.length).toBeGreaterThanOrEqual(20);
  expect(told.filter((right) => right).length / told.length).toBeGreaterThanOrEqual(0.8);
});
