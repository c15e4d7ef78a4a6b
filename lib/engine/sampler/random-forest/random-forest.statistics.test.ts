/**
 * Whether the sampler searches well: pitfalls 19, 37, 39, 41 and 47 of the research on algorithms, each over many seeds.
 * Thresholds are the pitfalls'. `npm run test:statistics`.
 */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import type { SuggestMessage } from "../../messages";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";

interface Course {
  readonly space: Space;
  readonly seed: string;
  readonly trials: number;
  readonly sampler?: string;
  /** The loss; null for a trial that fails. */
  lossOf(assignments: Assignments): number | null;
}

/** A study from its first trial to its last, one after the other. */
function run({ space, seed, trials, sampler = "random-forest", lossOf }: Course): HistoryEntry[] {
  const history: HistoryEntry[] = [];
  for (let number = 0; number < trials; number += 1) {
    const message: SuggestMessage = {
      problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed },
      sampler: { name: sampler, options: {} },
      history,
      pending: [],
      numbers: [number],
    };
    const [{ assignments }] = suggest(message).suggestions;
    const loss = lossOf(assignments);
    history.push(
      loss === null
        ? { number, assignments, outcome: "failed" }
        : { number, assignments, outcome: "completed", values: { loss } },
    );
  }
  return history;
}
const bestOf = (history: readonly HistoryEntry[]): number =>
  Math.min(...history.map(({ values }) => values?.loss ?? Number.POSITIVE_INFINITY));
const seeds = (count: number): string[] => Array.from({ length: count }, (_, seed) => `statistics-${seed}`);

const BRANIN = mustParse({ x: { type: "float", low: -5, high: 10 }, y: { type: "float", low: 0, high: 15 } });
function branin({ x: a, y: b }: Assignments): number {
  const [x, y] = [Number(a), Number(b)];
  const valley = y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

test("pitfall 19: eight pending asks on Branin after ten points keep more than 0.05 apart, in most of 20 seeds", () => {
  const apart = seeds(20).map((seed) => {
    const history = run({ space: BRANIN, seed, trials: 10, lossOf: branin });
    const pending: { number: number; assignments: Assignments }[] = [];
    for (let number = 10; number < 18; number += 1) {
      const problem = { space: BRANIN, objectives: [{ metric: "loss", direction: "minimize" as const }], seed };
      const sampler = { name: "random-forest", options: {} };
      const { assignments } = suggest({ problem, sampler, history, pending, numbers: [number] }).suggestions[0];
      pending.push({ number, assignments });
    }
    const points = pending.map(({ assignments: { x, y } }) => [(Number(x) + 5) / 15, Number(y) / 15]);
    return Math.min(
      ...points.flatMap((one, index) =>
        points.slice(0, index).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1])),
      ),
    );
  });
  const figures = apart.map((distance) => distance.toFixed(3)).join(" ");
  expect(apart.filter((distance) => distance > 0.05).length, `least distances ${figures}`).toBeGreaterThanOrEqual(15);
});

test("pitfall 37: where 30 % of the space fails, fewer than 8 % of the last 50 of 100 trials do", () => {
  const space = mustParse(
    Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, { type: "float", low: 0, high: 1 }])),
  );
  const lossOf = ({ a, b, c, d }: Assignments): number | null =>
    Number(a) > 0.7 ? null : (Number(a) - 0.6) ** 2 + (Number(b) - 0.2) ** 2 + Number(c) / 2 + Number(d) / 4;
  const shares = seeds(20).map((seed) => {
    const late = run({ space, seed, trials: 100, lossOf }).slice(50);
    return late.filter(({ outcome }) => outcome === "failed").length / late.length;
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expect(mean).toBeLessThan(0.08);
});

test("pitfall 39: the branch with the worst mean and the optimum is found in 27 of 30 seeds within 100 trials", () => {
  const space = mustParse({
    branch: { type: "categorical", choices: ["plain", "fair", "steep"] },
    p: { type: "float", low: 0, high: 1, when: { branch: "plain" } },
    f: { type: "float", low: 0, high: 1, when: { branch: "fair" } },
    s: { type: "float", low: 0, high: 1, when: { branch: "steep" } },
    t: { type: "float", low: 0, high: 1, when: { branch: "steep" } },
  });
  // Means 0.4, 0.5 and about 0.9; the last reaches 0 in a basin about a tenth of its square wide, the others 0.3.
  const lossOf = ({ branch, p, f, s, t }: Assignments): number => {
    if (branch === "plain") return 0.3 + 0.2 * Number(p);
    if (branch === "fair") return 0.3 + 0.4 * Number(f);
    return Math.min(1, 12 * ((Number(s) - 0.7) ** 2 + (Number(t) - 0.3) ** 2));
  };
  const best = seeds(30).map((seed) => bestOf(run({ space, seed, trials: 100, lossOf })));
  const found = best.filter((loss) => loss < 0.3).length;
  expect(found).toBeGreaterThanOrEqual(27);
});

test("pitfall 47: on a plateau, accuracy in steps of 1/150, it is not worse than random", () => {
  const space = mustParse({
    ...Object.fromEntries(["a", "b", "c"].map((name) => [name, { type: "float", low: 0, high: 1 }])),
    d: { type: "categorical", choices: ["x", "y", "z"] },
  });
  const lossOf = ({ a, b, c, d }: Assignments): number => {
    const shape = (Number(a) - 0.3) ** 2 + 0.5 * (Number(b) - 0.8) ** 2 + 0.05 * Number(c) + (d === "y" ? 0 : 0.02);
    return Math.max(0.04, Math.round(150 * 0.3 * shape) / 150 + 0.03);
  };
  const outcomes = seeds(30).map((seed) => {
    const [ours, random] = ["random-forest", "random"].map((sampler) =>
      bestOf(run({ space, seed, trials: 60, sampler, lossOf })),
    );
    return Math.sign(random - ours);
  });
  const wins = outcomes.filter((sign) => sign > 0).length;
  const losses = outcomes.filter((sign) => sign < 0).length;
  // One-sided sign test at 5 %: with k pairs that differ, losses beyond this bound are worse than chance.
  const differ = wins + losses;
  expect(losses).toBeLessThanOrEqual(differ / 2 + 0.8225 * Math.sqrt(differ) + 0.5);
});

describe("against random search, 60 trials, 20 seeds", () => {
  const hartmann6 = mustParse(
    Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`x${index}`, { type: "float", low: 0, high: 1 }])),
  );
  const mixed = mustParse({
    optimizer: { type: "categorical", choices: ["sgd", "adam", "rmsprop", "lion"] },
    rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
    momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
    layers: { type: "int", low: 1, high: 8 },
    norm: { type: "bool" },
  });
  const mixedLoss = ({ optimizer, rate, momentum = 0.5, layers, norm }: Assignments): number =>
    (optimizer === "sgd" ? 0 : 0.2) +
    0.2 * Math.abs(Math.log10(Number(rate)) + 2) +
    Math.abs(Number(momentum) - 0.9) +
    0.05 * Math.abs(Number(layers) - 5) +
    (norm ? 0 : 0.1);
  test.each([
    ["Branin", BRANIN, branin],
    ["Hartmann-6", hartmann6, hartmann],
    ["a mixed, conditional space", mixed, mixedLoss],
  ])("it is better on %s in at least 15", (_, space, lossOf) => {
    const wins = seeds(20).filter((seed) => {
      const [ours, random] = ["random-forest", "random"].map((sampler) =>
        bestOf(run({ space, seed, trials: 60, sampler, lossOf })),
      );
      return ours < random;
    });
    expect(wins.length).toBeGreaterThanOrEqual(15);
  });
});

/** Hartmann-6 (Dixon & Szegő 1978), minimum -3.32237. */
function hartmann(assignments: Assignments): number {
  const x = Array.from({ length: 6 }, (_, index) => Number(assignments[`x${index}`]));
  return -[1, 1.2, 3, 3.2].reduce((sum, weight, row) => {
    const distance = x.reduce(
      (total, value, column) => total + A[row][column] * (value - P[row][column] / 1e4) ** 2,
      0,
    );
    return sum + weight * Math.exp(-distance);
  }, 0);
}
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
