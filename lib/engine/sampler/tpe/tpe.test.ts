/** What the sampler does with results, beyond the laws of `sampler-suite.ts`. Pitfalls by their number in the research. */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import type { SuggestMessage } from "../../messages";
import { makeRng } from "../../rng/rng";
import { sampleAssignments } from "../../space/sample";
import type { Assignments, Scalar, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";

const message = (space: Space, fields: Partial<SuggestMessage> = {}): SuggestMessage => ({
  problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "tpe" },
  sampler: { name: "tpe", options: {} },
  history: [],
  pending: [],
  numbers: [1_000],
  ...fields,
});

/** Random trials of a space and their losses. */
function trials(space: Space, count: number, loss: (assignments: Assignments) => number): HistoryEntry[] {
  const rng = makeRng({ seed: "history", purpose: "tpe", number: 0 });
  return Array.from({ length: count }, (_, number) => {
    const assignments = sampleAssignments(space, rng);
    return { number, assignments, outcome: "completed", values: { loss: loss(assignments) } };
  });
}

/** Suggestions of one parameter for forty trial numbers that know nothing of each other. */
function suggested(request: SuggestMessage, name: string): Scalar[] {
  return Array.from({ length: 40 }, (_, index) => {
    const { suggestions } = suggest({ ...request, numbers: [1_000 + index] });
    return suggestions[0]?.assignments[name] ?? null;
  });
}
const median = (values: readonly Scalar[]): number =>
  values.map(Number).toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const square = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } });
const sphere = ({ x, y }: Assignments): number => (Number(x) - 0.3) ** 2 + (Number(y) - 0.8) ** 2;

describe("the model", () => {
  test("begins once enough results are in, and says so", () => {
    const history = trials(square, 10, sphere);
    const before = suggest(message(square, { history: history.slice(1) })).suggestions[0];
    expect(before?.origin).toMatchObject({ phase: "start" });
    expect(before?.origin.acquisition).toBeUndefined();
    const after = suggest(message(square, { history })).suggestions[0];
    expect(after?.origin).toMatchObject({
      phase: "model",
      why: "Typical of the best 1 of 10 trials and not of the others.",
      acquisition: { name: "log_density_ratio", value: expect.any(Number) },
    });
  });

  test("goes where the good trials are", () => {
    const request = message(square, { history: trials(square, 60, sphere) });
    expect(Math.abs(median(suggested(request, "x")) - 0.3)).toBeLessThan(0.1);
    expect(Math.abs(median(suggested(request, "y")) - 0.8)).toBeLessThan(0.1);
  });

  test("goes there too when each parameter is modelled by itself", () => {
    const sampler = { name: "tpe", options: { multivariate: false } };
    const request = message(square, { history: trials(square, 60, sphere), sampler });
    expect(Math.abs(median(suggested(request, "x")) - 0.3)).toBeLessThan(0.1);
  });

  test("learns from choices, levels and logarithmic scales", () => {
    const space = mustParse({
      lr: { type: "float", low: 1e-5, high: 1, scale: "log" },
      depth: { type: "int", low: 1, high: 12 },
      act: { type: "categorical", choices: ["relu", "tanh", null] },
    });
    const loss = ({ lr, depth, act }: Assignments): number =>
      (Math.log10(Number(lr)) + 4) ** 2 + ((Number(depth) - 10) / 3) ** 2 + (act === null ? 0 : 5);
    const request = message(space, { history: trials(space, 100, loss) });
    expect(suggested(request, "act").filter((act) => act === null).length).toBeGreaterThan(30);
    expect(Math.abs(median(suggested(request, "depth")) - 10)).toBeLessThan(2.5);
    expect(Math.abs(Math.log10(median(suggested(request, "lr"))) + 4)).toBeLessThan(0.8);
  });

  test("judges a branch by its own trials: the parameters of a bad branch are learnt as well", () => {
    const space = mustParse({
      branch: { type: "categorical", choices: ["good", "bad"] },
      x: { type: "float", low: 0, high: 1, when: { branch: "bad" } },
    });
    const loss = ({ branch, x }: Assignments): number => (branch === "good" ? 0 : 10 + Math.abs(Number(x) - 0.7));
    const history = trials(space, 80, loss);
    // Only the bad branch is left.
    const request = message(space, {
      history: [...history, { number: 80, assignments: { branch: "good" }, outcome: "completed", values: { loss: 0 } }],
    });
    const values = suggested(request, "x").filter((x) => x !== null);
    expect(values.length).toBeGreaterThan(0);
    expect(Math.abs(median(values) - 0.7)).toBeLessThan(0.1);
  });

  test("keeps away from where trials fail", () => {
    const history = trials(square, 60, ({ y }) => (Number(y) - 0.5) ** 2).map(
      (entry): HistoryEntry =>
        Number(entry.assignments.x) > 0.7 ? { ...entry, outcome: "failed", values: {} } : entry,
    );
    const failing = suggested(message(square, { history }), "x").filter((x) => Number(x) > 0.7);
    expect(failing.length).toBeLessThanOrEqual(4);
  });

  test("starts after twice as many trials when most of them fail", () => {
    const history = trials(square, 20, sphere).map(
      (entry): HistoryEntry => (entry.number > 1 ? { ...entry, outcome: "failed", values: {} } : entry),
    );
    expect(suggest(message(square, { history })).suggestions[0]?.origin.phase).toBe("model");
    expect(suggest(message(square, { history: history.slice(0, 19) })).suggestions[0]?.origin.phase).toBe("start");
  });
});

describe("several trials at once", () => {
  const branin = ({ x, y }: Assignments): number => {
    const [a, b] = [15 * Number(x) - 5, 15 * Number(y)];
    return (
      (b - (5.1 * a * a) / (4 * Math.PI ** 2) + (5 * a) / Math.PI - 6) ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a)
    );
  };

  test("pitfall 19: eight asked together after ten points are apart from each other", () => {
    const numbers = Array.from({ length: 8 }, (_, index) => 10 + index);
    const { suggestions } = suggest(message(square, { history: trials(square, 10, branin), numbers }));
    const points = suggestions.map(({ assignments }) => [Number(assignments.x), Number(assignments.y)]);
    const distances = points.flatMap(([x = 0, y = 0], index) =>
      points.slice(index + 1).map(([u = 0, v = 0]) => Math.hypot(x - u, y - v)),
    );
    expect(distances).toHaveLength(28);
    expect(Math.min(...distances)).toBeGreaterThan(0.05);
  });

  test("are the same whether asked for together or one by one while the others are out", () => {
    const history = trials(square, 20, sphere);
    const together = suggest(message(square, { history, numbers: [20, 21, 22] })).suggestions;
    const [first, second] = together;
    const pending = [first, second].flatMap((out) =>
      out ? [{ number: out.number, assignments: out.assignments }] : [],
    );
    expect(suggest(message(square, { history, pending, numbers: [22] })).suggestions[0]).toEqual(together[2]);
  });
});

describe("several objectives", () => {
  const objectives = [
    { metric: "loss", direction: "minimize" },
    { metric: "gain", direction: "maximize" },
  ] as const;
  /** Pareto-optimal where y is 0, between x = 0.2 and x = 0.4. */
  const history = trials(square, 80, () => 0).map((entry): HistoryEntry => {
    const [x, y] = [Number(entry.assignments.x), Number(entry.assignments.y)];
    return { ...entry, values: { loss: 5 * (x - 0.2) ** 2 + y, gain: -5 * (x - 0.4) ** 2 - y } };
  });
  const request = message(square, { history });
  const problem = { ...request.problem, objectives };

  test("go to the Pareto front", () => {
    const ask = { ...request, problem };
    expect(median(suggested(ask, "y"))).toBeLessThan(0.3);
    expect(Math.abs(median(suggested(ask, "x")) - 0.3)).toBeLessThan(0.2);
  });

  test("may be listed in any order", () => {
    const swapped = { ...problem, objectives: [objectives[1], objectives[0]] };
    expect(suggest({ ...request, problem: swapped })).toEqual(suggest({ ...request, problem }));
  });
});

describe("history of another space", () => {
  test("still teaches the parameters that both have", () => {
    const wider = mustParse({
      x: { type: "float", low: 0, high: 1 },
      y: { type: "float", low: 0, high: 1 },
      z: { type: "int", low: 1, high: 9 },
    });
    const values = suggested(message(wider, { history: trials(square, 60, sphere) }), "x");
    expect(Math.abs(median(values) - 0.3)).toBeLessThan(0.1);
  });

  test("is ignored where it is far outside, and breaks nothing", () => {
    const history = trials(square, 20, sphere);
    const odd = [{ x: 1e308, y: -1e308 }, { x: "wide", y: null }, { x: 0.5 }, {}, { q: 1 }].map(
      (assignments, index): HistoryEntry => ({
        number: 20 + index,
        assignments,
        outcome: "completed",
        values: { loss: -1e9 },
      }),
    );
    const [point] = suggest(message(square, { history: [...history, ...odd] })).suggestions;
    expect(point?.origin.phase).toBe("model");
    expect(Number.isFinite(point?.origin.acquisition?.value)).toBe(true);
    const far: HistoryEntry = { number: 30, assignments: { x: 5, y: 0.5 }, outcome: "completed", values: { loss: -9 } };
    const drop = ({ suggestions }: ReturnType<typeof suggest>) => suggestions.map(({ assignments }) => assignments);
    expect(drop(suggest(message(square, { history: [...history, far] })))).toEqual(
      drop(suggest(message(square, { history }))),
    );
  });
});

describe("relabeling", () => {
  test("pitfall 16: other names for the choices change nothing else", () => {
    const asked = (choices: readonly Scalar[]) => {
      const space = mustParse({ c: { type: "categorical", choices }, x: { type: "float", low: 0, high: 1 } });
      const loss = ({ c, x }: Assignments): number => choices.indexOf(c ?? null) + Number(x);
      const { suggestions } = suggest(message(space, { history: trials(space, 30, loss), numbers: [30, 31, 32, 33] }));
      return suggestions.map(({ assignments: { c, x } }) => [choices.indexOf(c ?? null), x]);
    };
    expect(asked(["zebra", null, 3])).toEqual(asked(["a", "b", "c"]));
  });
});

describe("constraints", () => {
  test("are obeyed by what the model suggests, not by luck of the priors", () => {
    const space = mustParse({ x: { type: "float", low: 0, high: 1 }, y: { type: "float", low: 0, high: 1 } }, [
      { linear: { x: 1, y: 1 }, lte: 0.2 },
    ]);
    const history = trials(space, 200, ({ x }) => -Number(x)).filter(
      ({ assignments: { x, y } }) => Number(x) + Number(y) <= 0.2,
    );
    const sampler = { name: "tpe", options: { start_trials: 1 } };
    const { suggestions } = suggest(message(space, { history, numbers: [200, 201, 202, 203], sampler }));
    expect(suggestions).toHaveLength(4);
    for (const { origin } of suggestions) expect(origin.acquisition).toBeDefined();
  });
});
