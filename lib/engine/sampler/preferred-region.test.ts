/** Several objectives that name what is worth having: `gp`, `tpe`, `nsga2` and `nsga3` look there. */
import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { HistoryEntry, LossEntry } from "../history";
import { hypervolume } from "../pareto/hypervolume";
import { missedBy, preferredRegion } from "../pareto/preferred-region";
import type { Objective } from "../problem";
import type { Assignments } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { fitnessOf } from "./evolution/fitness";
import type { Individual } from "./evolution/population";
import { standingsOf, withoutWorst } from "./evolution/survival";
import { rankTrials } from "./tpe/rank-trials";

const names = ["x0", "x1", "x2"];
const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));

/** ZDT2 of three parameters: its front is f2 = 1 - f1². */
function zdt2(assignments: Assignments): readonly [number, number] {
  const [x, ...rest] = names.map((name) => Number(assignments[name]));
  const g = 1 + (9 * rest.reduce((sum, value) => sum + value, 0)) / rest.length;
  return [x, g * (1 - (x / g) ** 2)];
}

interface Study {
  readonly sampler: string;
  readonly trials: number;
  readonly objectives: readonly [Objective, Objective];
  readonly seed?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the metrics are told as. */
  readonly told?: (losses: readonly [number, number]) => readonly [number, number];
}

function play({ sampler, trials, objectives, seed = "region", options = {}, told = (losses) => losses }: Study) {
  const history: HistoryEntry[] = [];
  const problem = { space, objectives, seed };
  for (let number = 0; number < trials; number += 1) {
    const effort = { candidates: 96, searches: 2 };
    const message = {
      problem,
      sampler: { name: sampler, options },
      history,
      pending: [],
      numbers: [number],
      effort,
    };
    const [{ assignments, origin }] = suggest(message).suggestions;
    const [a, b] = told(zdt2(assignments));
    history.push({ number, assignments, outcome: "completed", values: { a, b } });
    if (number === trials - 1) return { points: history.map((entry) => entry.assignments), origin };
  }
  throw new RangeError("No trials.");
}

const minimized = (a?: number, b?: number): readonly [Objective, Objective] => [
  { metric: "a", direction: "minimize", reference: a },
  { metric: "b", direction: "minimize", reference: b },
];
/** A part of the front from f1 = 0.32 to 0.6; of points drawn at random one in a thousand lies in it. */
const REGION = [0.6, 0.9] as const;
const within = (points: readonly Assignments[]): number =>
  hypervolume(
    points.map((point) => zdt2(point)),
    REGION,
  );

describe("the search moves into the region that references name", () => {
  test.each([
    ["gp", 18],
    ["tpe", 100],
    ["nsga2", 300],
    ["nsga3", 300],
  ])("%s: within them a quarter more hypervolume than without", { timeout: 120_000 }, (sampler, trials) => {
    let [named, plain] = [0, 0];
    for (const seed of ["a", "b"]) {
      named += within(play({ sampler, trials, seed, objectives: minimized(...REGION) }).points);
      plain += within(play({ sampler, trials, seed, objectives: minimized() }).points);
    }
    expect(named).toBeGreaterThan(1.25 * plain);
  });
});

describe.each([["nsga2"], ["nsga3"]] as const)("%s with references", (sampler) => {
  const short = { sampler, trials: 60, options: { population_size: 12 } };
  const plain = play({ ...short, objectives: minimized(...REGION) });

  test("maximizes what is mirrored in the same way, and breeds differently than without", () => {
    const mirrored: readonly [Objective, Objective] = [
      { metric: "a", direction: "maximize", reference: -REGION[0] },
      { metric: "b", direction: "maximize", reference: -REGION[1] },
    ];
    const { points } = play({ ...short, objectives: mirrored, told: ([a, b]) => [0 - a, 0 - b] });
    expect(points).toEqual(plain.points);
    expect(play({ ...short, objectives: minimized() }).points).not.toEqual(plain.points);
  });

  test("does the same whichever objective is listed first, in another unit and from another origin", () => {
    const [a, b] = minimized(8 * REGION[0] + 1024, REGION[1] - 64);
    const told = ([one, other]: readonly [number, number]) => [8 * one + 1024, other - 64] as const;
    const moved = play({ ...short, objectives: [a, b], told });
    // Rounding may turn a tie of the crowding distance, so not every digit is the same; what survives is.
    expect(moved.points.slice(0, 30)).toEqual(plain.points.slice(0, 30));
    expect(play({ ...short, objectives: [b, a], told }).points).toEqual(moved.points);
  });
});

describe("who survives", () => {
  const region = [4, 4];
  const populationOf = (points: readonly (readonly number[])[], goals: readonly (number | null)[] = region) =>
    points.map((losses, number): Individual => {
      const entry: LossEntry = {
        number,
        assignments: {},
        fingerprint: `${number}`,
        outcome: "completed",
        losses,
        excess: [],
      };
      const fitness = fitnessOf(entry, goals);
      if (!fitness) throw new RangeError("No fitness.");
      return { number, fitness, genes: [] };
    });
  const leaving = (population: readonly Individual[]): number | undefined => {
    const left = new Set(withoutWorst(population).map(({ number }) => number));
    return population.find(({ number }) => !left.has(number))?.number;
  };

  test("whoever is within before whoever is not, although that dominates in all but one objective", () => {
    const population = populationOf([
      [4, 4],
      [0, 5],
      [3.9, 3.9],
    ]);
    expect(standingsOf(population).map(({ rank }) => rank)).toEqual([1, 2, 0]);
    expect(leaving(population)).toBe(1);
  });

  test("outside, fronts are of what is missed: what else it is good at does not help", () => {
    const population = populationOf([
      [0, 9],
      [3.9, 5],
      [-100, 6],
      [5, 4.5],
    ]);
    expect(standingsOf(population).map(({ rank }) => rank)).toEqual([2, 0, 1, 0]);
    expect(leaving(population)).toBe(0);
  });

  test("a broken outcome constraint is worse than any distance from the region", () => {
    const [outside] = populationOf([[1e308, 1e308]]);
    const broken: Individual = { number: 1, fitness: { tier: 1, losses: [1e-9] }, genes: [] };
    expect(leaving([broken, outside])).toBe(1);
  });

  test("without references, and of one objective with one, it is as it ever was", () => {
    const points = [
      [1, 5],
      [5, 1],
      [6, 6],
    ];
    expect(populationOf(points, [null, null])).toEqual(populationOf(points, []));
    const entries = [3, 1, 2].map((loss, number): HistoryEntry => {
      return { number, assignments: { x0: loss / 10, x1: 0, x2: 0 }, outcome: "completed", values: { a: loss } };
    });
    const ask = (reference?: number) =>
      suggest({
        problem: { space, objectives: [{ metric: "a", direction: "minimize", reference }], seed: "one" },
        sampler: { name: "nsga2", options: { population_size: 4 } },
        history: [...entries, ...entries.map((entry) => ({ ...entry, number: entry.number + 3 }))],
        pending: [],
        numbers: [6],
      }).suggestions;
    expect(ask(0)).toEqual(ask());
  });
});

describe("gp with references", () => {
  const plain = play({ sampler: "gp", trials: 13, objectives: minimized(...REGION) });

  test("maximizes what is mirrored in the same way", () => {
    const mirrored: readonly [Objective, Objective] = [
      { metric: "a", direction: "maximize", reference: -REGION[0] },
      { metric: "b", direction: "maximize", reference: -REGION[1] },
    ];
    const { points } = play({ sampler: "gp", trials: 13, objectives: mirrored, told: ([a, b]) => [0 - a, 0 - b] });
    expect(points).toEqual(plain.points);
  });

  test("does the same in another unit and from another origin, but for rounding", () => {
    const objectives = minimized(8 * REGION[0] + 1000, REGION[1] - 50);
    const { points } = play({ sampler: "gp", trials: 13, objectives, told: ([a, b]) => [8 * a + 1000, b - 50] });
    for (const [index, point] of points.entries()) {
      for (const name of names) expect(Number(point[name])).toBeCloseTo(Number(plain.points[index][name]), 2);
    }
  });

  test("says how many results of the front are within them", () => {
    expect(plain.origin.why).toMatch(/beyond a front of \d+ within the references\./);
  });
});

describe("tpe ranks", () => {
  const entries = (losses: readonly (readonly number[])[]): LossEntry[] =>
    losses.map((each, number) => {
      return { number, assignments: {}, fingerprint: `${number}`, outcome: "completed", losses: each, excess: [] };
    });
  const order = (losses: readonly (readonly number[])[], region: readonly (number | null)[]): number[] =>
    [...rankTrials(entries(losses), region)].flatMap((level) => level.map(({ number }) => number));
  const inside = [
    [1, 3],
    [2, 2],
    [3, 1],
    [3, 3],
  ];

  test("what lies in the region first, in an order that nothing outside has a part in", () => {
    const alone = order(inside, [4, 4]);
    expect(order([...inside, [0, 5], [5, 0], [4.5, 4.5]], [4, 4]).slice(0, 4)).toEqual(alone);
  });

  test("what lies outside by what it misses, whatever else it is good at", () => {
    expect(
      order(
        [
          [0, 9],
          [3.9, 5],
          [2, 6],
        ],
        [4, 4],
      ),
    ).toEqual([1, 2, 0]);
    expect(
      order(
        [
          [9, 9],
          [0, 5],
          [7, 4.5],
        ],
        [null, 4],
      ),
    ).toEqual([2, 1, 0]);
  });

  test("by hypervolume from the reference, so that an end of the front beside it is worth little", () => {
    const front = [
      [0, 3.9],
      [1, 2],
      [3, 1],
    ];
    expect(order(front, [4, 4])).toEqual([1, 2, 0]);
    expect(order(front, [400, 400])[0]).toBe(1);
  });
});

test("a reference is in the metric's own direction, and one that is no number is none", () => {
  const region = preferredRegion([
    { metric: "a", direction: "maximize", reference: 0.9 },
    { metric: "b", direction: "minimize", reference: 20 },
    { metric: "c", direction: "minimize" },
    { metric: "d", direction: "minimize", reference: Number.NaN },
  ]);
  expect(region).toEqual([-0.9, 20, null, null]);
  expect(missedBy([-0.7, 1e308, 7, 7], region)).toEqual([expect.closeTo(0.1), 5e307, 0, 0]);
});
