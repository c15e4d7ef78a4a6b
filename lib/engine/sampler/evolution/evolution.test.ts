/** The evolutionary samplers side by side. Laws that all samplers share are in the conformance suite. */
import { describe, expect, test } from "vitest";
import { toRequest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import { hypervolume } from "../../pareto/hypervolume";
import type { Problem } from "../../problem";
import { uniformIndex } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { bestLoss, playStudy } from "../../testing/play-study";
import { findDefinition, type SamplerId } from "../catalog";
import { registry } from "../registry";
import type { Suggestion } from "../sampler";
import type { EvolutionState, Individual } from "./population";
import { standingsOf, withoutWorst } from "./survival";
import { growTaken, type TakenLog, takenPoints } from "./taken-log";

const MIXED = mustParse({
  x: { type: "float", low: 1e-5, high: 1, scale: "log" },
  y: { type: "float", low: -5, high: 5 },
  layers: { type: "int", low: 1, high: 12 },
  kind: { type: "categorical", choices: ["a", "b", "c", "d"] },
  depth: { type: "int", low: 1, high: 8, when: { kind: ["b", "c"] } },
});
const mixedLoss = ({ x, y, layers, kind, depth }: Assignments): number =>
  (Math.log10(Number(x)) + 2) ** 2 +
  (Number(y) - 1.3) ** 2 / 4 +
  (Number(layers) - 9) ** 2 / 9 +
  (kind === "c" ? 0 : 2) +
  (depth === undefined ? 2 : (Number(depth) - 6) ** 2 / 9);

describe.each([
  { sampler: "genetic", within: 0.1 },
  { sampler: "de", within: 0.1 },
  { sampler: "regularized-evolution", within: 0.3 },
  { sampler: "nsga2", within: 0.1 },
] as const)("$sampler", ({ sampler, within }) => {
  test("finds the branch and the values of a mixed space with conditions", () => {
    const losses = ["one", "two", "three"].map((seed) =>
      bestLoss(playStudy({ sampler, space: MIXED, seed, trials: 500, evaluate: mixedLoss })),
    );
    expect(losses.sort((one, other) => one - other)[1]).toBeLessThan(within);
  });

  test("goes on where three of four trials fail", () => {
    const history = playStudy({
      sampler,
      space: MIXED,
      seed: "failing",
      trials: 300,
      evaluate: (point) => (Number(point.y) > -2.5 && Number(point.layers) % 2 === 0 ? null : mixedLoss(point)),
    });
    const failed = history.slice(-60).filter(({ outcome }) => outcome === "failed").length;
    expect(history).toHaveLength(300);
    expect(failed).toBeLessThan(45);
  });
});

/** ZDT1 (Zitzler, Deb & Thiele 2000) in six variables: the front is f2 = 1 - sqrt(f1), its hypervolume to (1.1, 1.1) 0.8767. */
const ZDT = mustParse(
  Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`x${index}`, { type: "float", low: 0, high: 1 }])),
);
function zdt1(point: Assignments): { f1: number; f2: number } {
  const [f1, ...rest] = Object.values(point).map(Number);
  const g = 1 + (9 * rest.reduce((total, value) => total + value, 0)) / rest.length;
  return { f1, f2: g * (1 - Math.sqrt(f1 / g)) };
}

interface Crowd {
  readonly sampler: SamplerId;
  readonly space: Space;
  readonly trials: number;
  readonly workers: number;
  readonly objectives: readonly string[];
  evaluate(point: Assignments): Record<string, number>;
}

/** Workers that finish in any order; one trial in ten is lost. */
function playCrowd({ sampler: name, space, trials, workers, objectives, evaluate }: Crowd): HistoryEntry[] {
  const problem: Problem = {
    space,
    objectives: objectives.map((metric) => ({ metric, direction: "minimize" })),
    seed: name,
  };
  const sampler = registry[name];
  const rng = makeRng({ seed: name, purpose: "workers", number: 0 });
  let state = sampler.initial(problem, findDefinition(name)?.options.parse({}));
  const history: HistoryEntry[] = [];
  const running: Suggestion[] = [];
  for (let number = 0; number < trials; number += 1) {
    const message = { problem, sampler: { name, options: {} }, history: [], pending: running, numbers: [number] };
    running.push(...sampler.suggest(state, toRequest(message)).suggestions);
    if (running.length < workers) continue;
    const [{ number: finished, assignments }] = running.splice(uniformIndex(rng, running.length), 1);
    if (rng.uniform() < 0.1) continue;
    history.push({ number: finished, assignments, outcome: "completed", values: evaluate(assignments) });
    state = sampler.fold(state, [toLossEntry(problem, history[history.length - 1])]);
  }
  return history;
}

describe("several objectives, eight workers, a tenth of the trials lost", () => {
  const volume = (sampler: SamplerId): number => {
    const history = playCrowd({
      sampler,
      space: ZDT,
      trials: 1_200,
      workers: 8,
      objectives: ["f1", "f2"],
      evaluate: zdt1,
    });
    return hypervolume(
      history.map(({ values }) => [values?.f1 ?? 9, values?.f2 ?? 9]),
      [1.1, 1.1],
    );
  };

  test("nsga2 and nsga3 come near the whole front of ZDT1, of which random search sees nothing", () => {
    expect(volume("random")).toBeLessThan(0.3);
    expect(volume("nsga2")).toBeGreaterThan(0.75);
    expect(volume("nsga3")).toBeGreaterThan(0.7);
  });
});

const individual = (number: number, losses: number[], tier: 0 | 1 | 2 | 3 = 0): Individual => ({
  number,
  fitness: { tier, losses },
  genes: [],
});

describe("survival", () => {
  test("constrained domination: feasible before broken, less broken before more, pruned and failed last", () => {
    const population = [
      individual(0, [], 3),
      individual(1, [5, 5], 2),
      individual(2, [0.2], 1),
      individual(3, [0.1], 1),
      individual(4, [9, 9]),
      individual(5, [1, 9]),
    ];
    const ranks = standingsOf(population).map(({ rank }) => rank);
    expect(ranks).toEqual([5, 4, 3, 2, 1, 0]);
  });

  test("of the last front the most crowded leaves", () => {
    const population = [
      [0, 4],
      [1, 3],
      [1.1, 2.9],
      [3, 1],
      [4, 0],
    ].map((losses, number) => individual(number, losses));
    expect(withoutWorst(population).map(({ number }) => number)).not.toContain(1);
    expect(withoutWorst(population)).toHaveLength(4);
  });
});

describe("who lives", () => {
  const space = mustParse({ x: { type: "float", low: 0, high: 1 } });
  const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "alive" };
  const populationOf = (name: SamplerId, losses: readonly number[]): number[] => {
    const sampler = registry[name];
    const options = findDefinition(name)?.options.parse({ population_size: 4 });
    const entries = losses.map((loss, number) =>
      toLossEntry(problem, { number, assignments: { x: number / 100 }, outcome: "completed", values: { loss } }),
    );
    const state = sampler.fold(sampler.initial(problem, options), entries) as EvolutionState<unknown>;
    return state.population.map(({ number }) => number);
  };
  const losses = [0, 9, 8, 7, 6, 5, 4];

  test("regularized-evolution: the youngest, however good the others", () => {
    expect(populationOf("regularized-evolution", losses)).toEqual([3, 4, 5, 6]);
  });

  test("genetic: the fittest", () => {
    expect(populationOf("genetic", losses)).toEqual([0, 4, 5, 6]);
  });

  test("de: in each place, the number modulo the size, the best that it ever had", () => {
    expect(populationOf("de", losses).sort()).toEqual([0, 3, 5, 6]);
  });
});

describe("taken points", () => {
  test("a list that grew answers for itself, and so do the list it grew from and another that grew from that", () => {
    const entry = (fingerprint: string) => ({ fingerprint }) as Parameters<typeof growTaken>[1][number];
    const request = { pending: [{ number: 9, assignments: {}, fingerprint: "out" }] } as unknown as Parameters<
      typeof takenPoints
    >[1];
    const first = growTaken([], [entry("a")]);
    const second = growTaken(first, [entry("b"), entry("a")]);
    const other = growTaken(first, [entry("c")]);
    const knows = (taken: TakenLog) => ["a", "b", "c", "out"].filter((name) => takenPoints(taken, request).has(name));
    expect(knows(first)).toEqual(["a", "out"]);
    expect(knows(second)).toEqual(["a", "b", "out"]);
    expect(knows(other)).toEqual(["a", "c", "out"]);
    expect(knows(JSON.parse(JSON.stringify(second)))).toEqual(["a", "b", "out"]);
    const many = Array.from({ length: 3_000 }, (_, index) => entry(`${index}`));
    const long = growTaken(second, many);
    expect(many.every(({ fingerprint }) => takenPoints(long, request).has(fingerprint))).toBe(true);
    expect(growTaken(growTaken(second, many.slice(0, 1_500)), many.slice(1_500))).toEqual(long);
  });
});
