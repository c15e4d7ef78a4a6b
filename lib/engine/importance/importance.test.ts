import { describe, expect, test } from "vitest";
import type { HistoryEntry, Outcome } from "../history";
import type { Problem } from "../problem";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import type { Assignments, Space } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { fanova } from "./fanova";
import type { ImportanceRequest } from "./importance";
import { pedAnova } from "./ped-anova";

const unitBox = (names: readonly string[]): Space =>
  mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));

type Loss = (assignments: Record<string, number>) => number;

/** Trials at random points; `lossOf` reads numbers. */
function studied(space: Space, count: number, lossOf: Loss): ImportanceRequest & { readonly problem: Problem } {
  const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "importance" };
  const history = Array.from({ length: count }, (_, number): HistoryEntry => {
    const assignments = sampleAssignments(space, makeRng({ seed: "trials", purpose: "point", number }));
    return {
      number,
      assignments,
      outcome: "completed",
      values: { loss: lossOf(assignments as Record<string, number>) },
    };
  });
  return { problem, history };
}

function fanovaOf(request: ImportanceRequest) {
  const answer = fanova(request);
  if (answer.kind !== "fanova") throw new Error(`No importance: ${JSON.stringify(answer)}`);
  return {
    ...answer,
    share: (name: string) => answer.parameters.find((parameter) => parameter.name === name)?.share ?? Number.NaN,
    pair: (...names: string[]) =>
      answer.pairs.find((pair) => names.every((name) => pair.names.includes(name)))?.share ?? Number.NaN,
  };
}
function pedAnovaOf(request: ImportanceRequest) {
  const answer = pedAnova(request);
  if (answer.kind !== "ped-anova") throw new Error(`No importance: ${JSON.stringify(answer)}`);
  const share = (name: string) => answer.parameters.find((parameter) => parameter.name === name)?.share ?? Number.NaN;
  return { ...answer, share };
}

describe("pitfall 33: fANOVA's known answers (A9) from a thousand random trials", () => {
  const box = unitBox(["x", "y"]);

  test("x + 2 y: 0.2 and 0.8", () => {
    const { share, pair, unexplained, fit } = fanovaOf(studied(box, 1_000, ({ x, y }) => x + 2 * y));
    expect(Math.abs(share("x") - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(share("y") - 0.8)).toBeLessThan(0.02);
    expect(pair("x", "y")).toBeLessThan(0.01);
    expect(share("x") + share("y") + pair("x", "y") + unexplained).toBeCloseTo(1, 12);
    expect(fit).toBeGreaterThan(0.98);
  });

  test("x y: 3/7 each and 1/7 together", () => {
    const { share, pair } = fanovaOf(studied(box, 1_000, ({ x, y }) => x * y));
    expect(Math.abs(share("x") - 3 / 7)).toBeLessThan(0.03);
    expect(Math.abs(share("y") - 3 / 7)).toBeLessThan(0.03);
    expect(Math.abs(pair("x", "y") - 1 / 7)).toBeLessThan(0.02);
  });

  test("Ishigami: 0.314, 0.442, 0 and 0.244 for the pair of the first and third", () => {
    const angle = (unit: number): number => Math.PI * (2 * unit - 1);
    const ishigami: Loss = ({ a, b, c }) =>
      Math.sin(angle(a)) + 7 * Math.sin(angle(b)) ** 2 + 0.1 * angle(c) ** 4 * Math.sin(angle(a));
    const { share, pair } = fanovaOf(studied(unitBox(["a", "b", "c"]), 2_000, ishigami));
    // A forest smooths: what changes fast (b, two periods) comes out a little too small, the rest too large.
    expect(Math.abs(share("a") - 0.313905)).toBeLessThan(0.03);
    expect(Math.abs(share("b") - 0.442411)).toBeLessThan(0.06);
    expect(share("c")).toBeLessThan(0.02);
    expect(Math.abs(pair("a", "c") - 0.243684)).toBeLessThan(0.03);
    expect(Math.max(pair("a", "b"), pair("b", "c"))).toBeLessThan(0.03);
  });
});

describe("fANOVA", () => {
  test("finds a choice that matters among many that do not, with a hundred trials", () => {
    const space = mustParse({
      ...Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`x${index}`, { type: "float", low: 0, high: 1 }])),
      choice: { type: "categorical", choices: ["a", "b", "c", "d"] },
    });
    const request = studied(
      space,
      100,
      (assignments) => (String(assignments.choice) === "c" ? 0 : 1) + assignments.x0 / 10,
    );
    const { parameters, share } = fanovaOf(request);
    expect(parameters[0].name).toBe("choice");
    expect(share("choice")).toBeGreaterThan(0.85);
  });

  test("a conditional parameter counts by how often it is active", () => {
    const space = mustParse({
      branch: { type: "categorical", choices: ["a", "b"] },
      x: { type: "float", low: 0, high: 1, when: { branch: "a" } },
    });
    // On half of the cube f = x, else 1/2: V = 1/24; a_x = x/2 + 1/4: V_x = 1/48; the branch alone explains nothing.
    const { share, pair } = fanovaOf(studied(space, 1_000, ({ x }) => x ?? 0.5));
    expect(Math.abs(share("x") - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(pair("branch", "x") - 0.5)).toBeLessThan(0.05);
    expect(share("branch")).toBeLessThan(0.02);
  });

  test("one diverged trial does not hide the rest", () => {
    const request = studied(unitBox(["x", "y"]), 200, ({ x, y }) => x + 2 * y);
    const [first, ...others] = request.history;
    const diverged = { ...request, history: [{ ...first, values: { loss: 1e300 } }, ...others] };
    expect(fanovaOf(diverged).share("y")).toBeGreaterThan(0.65);
  });

  test("noise is not taken for importance: the fit says that nothing was learned", () => {
    const rng = makeRng({ seed: "noise", purpose: "loss", number: 0 });
    expect(fanovaOf(studied(unitBox(["x", "y", "z"]), 200, () => rng.uniform())).fit).toBeLessThan(0.1);
  });
});

describe("PED-ANOVA", () => {
  test("known answer: x + 2 y, best tenth. The best fill a triangle, so v is 10/9 and 29/9 less one: 0.256 and 0.744", () => {
    const { share, best } = pedAnovaOf(studied(unitBox(["x", "y"]), 2_000, ({ x, y }) => x + 2 * y));
    // Bar t² / 4 = 0.1; densities 2 (t - x) / t² and 2 (t/2 - y) / (t/2)²; E[p²] - 1 = 4 / (3 t) - 1 and 8 / (3 t) - 1.
    const t = Math.sqrt(0.4);
    const [x, y] = [4 / (3 * t) - 1, 8 / (3 * t) - 1];
    expect(best).toBe(200);
    expect(Math.abs(share("x") - x / (x + y))).toBeLessThan(0.05);
    expect(Math.abs(share("y") - y / (x + y))).toBeLessThan(0.05);
  });

  test("what does not matter gets next to nothing, with a hundred trials and eight such parameters", () => {
    const names = ["x", ...Array.from({ length: 8 }, (_, index) => `n${index}`)];
    const { parameters, share } = pedAnovaOf(studied(unitBox(names), 100, ({ x }) => (x - 0.4) ** 2));
    expect(parameters[0].name).toBe("x");
    expect(share("x")).toBeGreaterThan(0.8);
    expect(parameters.reduce((sum, parameter) => sum + parameter.share, 0)).toBeCloseTo(1, 12);
  });

  test("a conditional parameter answers for what it does where it is active, not for being active", () => {
    const space = mustParse({
      branch: { type: "categorical", choices: ["a", "b"] },
      x: { type: "float", low: 0, high: 1, when: { branch: "a" } },
      idle: { type: "float", low: 0, high: 1, when: { branch: "a" } },
    });
    const { share } = pedAnovaOf(studied(space, 600, ({ x }) => (x === undefined ? 2 : x)));
    // All the best are in branch a, with x below about 0.2; "idle" is active in all of them and still does nothing.
    expect(share("idle")).toBeLessThan(0.03);
    expect(share("x")).toBeGreaterThan(0.5);
    expect(share("branch")).toBeGreaterThan(0.1);
  });

  test("failures are trials that were not the best", () => {
    const request = studied(unitBox(["x", "y"]), 300, ({ y }) => y);
    const failing = request.history.map((trial) =>
      Number(trial.assignments.x) > 0.5 ? { ...trial, outcome: "failed" as const, values: {} } : trial,
    );
    expect(pedAnovaOf(request).share("x")).toBeLessThan(0.1);
    expect(pedAnovaOf({ ...request, history: failing }).share("x")).toBeGreaterThan(0.1);
  });
});

describe.each([
  ["fANOVA", fanova],
  ["PED-ANOVA", pedAnova],
])("%s", (_, importance) => {
  const space = mustParse({
    optimizer: { type: "categorical", choices: ["sgd", "adam", null] },
    rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
    momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
    fixed: { type: "fixed", value: 3 },
    layers: { type: "int", low: 1, high: 4 },
    amp: { type: "bool" },
  });
  const loss: Loss = ({ rate, layers, momentum }) => Math.abs(Math.log10(rate) + 3) + layers + (momentum ?? 0);
  const request = studied(space, 60, loss);

  test("too few trials and a constant objective are answers, not errors", () => {
    const few = { ...request, history: request.history.slice(0, 4) };
    expect(importance(few)).toMatchObject({ kind: "too_few_trials", measured: 4 });
    expect(importance({ ...request, history: [] })).toMatchObject({ kind: "too_few_trials", measured: 0 });
    const constant = request.history.map((trial) => ({ ...trial, values: { loss: 1 } }));
    expect(importance({ ...request, history: constant })).toMatchObject({ kind: "constant_objective" });
  });

  test("names every parameter with more than one value once, the largest share first", () => {
    const answer = importance(request);
    if (!("parameters" in answer)) throw new Error("There are trials enough.");
    const names = answer.parameters.map(({ name }) => name);
    expect([...names].sort()).toEqual(["amp", "layers", "momentum", "optimizer", "rate"]);
    const shares = answer.parameters.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((one, other) => other - one));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
  });

  test("does not depend on order of trials, direction, unit or stale values of inactive parameters", () => {
    const answer = importance(request);
    const stale = request.history.map((trial) => ({ ...trial, assignments: { momentum: 0.9, ...trial.assignments } }));
    expect(importance({ ...request, history: [...request.history].reverse() })).toEqual(answer);
    expect(importance({ ...request, history: stale })).toEqual(answer);
    const negated = request.history.map((trial) => ({ ...trial, values: { loss: -(trial.values?.loss ?? 0) } }));
    const problem: Problem = { ...request.problem, objectives: [{ metric: "loss", direction: "maximize" }] };
    expect(importance({ ...request, problem, history: negated })).toEqual(answer);
    const scaled = request.history.map((trial) => ({ ...trial, values: { loss: 1_024 * (trial.values?.loss ?? 0) } }));
    expect(importance({ ...request, history: scaled })).toEqual(answer);
  });

  test("speaks of the objective it is asked about", () => {
    const problem: Problem = {
      ...request.problem,
      objectives: [{ metric: "other", direction: "maximize" }, ...request.problem.objectives],
    };
    const history = request.history.map((trial) => ({
      ...trial,
      values: { ...trial.values, other: (trial.assignments as Assignments & { amp: boolean }).amp ? 1 : 0 },
    }));
    const answer = importance({ problem, history, metric: "other" });
    if (!("parameters" in answer)) throw new Error("There are trials enough.");
    expect(answer.parameters[0].name).toBe("amp");
    expect(importance({ problem, history, metric: "loss" })).toEqual(importance(request));
  });

  test("any endings, foreign points and extreme values get an answer", () => {
    const odd = [0, 1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324];
    const outcomes: Outcome[] = ["completed", "completed", "completed", "pruned", "failed", "infeasible", "cancelled"];
    for (let shift = 0; shift < odd.length; shift += 1) {
      const history = request.history.map((trial) => ({
        ...trial,
        assignments: trial.number % 9 === 0 ? { elsewhere: 1, rate: 100, optimizer: "lion" } : trial.assignments,
        outcome: outcomes[trial.number % outcomes.length],
        values: { loss: odd[(trial.number * 3 + shift) % odd.length] },
      }));
      const answer = importance({ ...request, history });
      expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    }
  });
});
