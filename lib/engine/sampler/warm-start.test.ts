import { describe, expect, test } from "vitest";
import { suggest } from "../engine";
import type { Problem, Source } from "../problem";
import { makeRng } from "../rng/rng";
import { sampleAssignments } from "../space/sample";
import type { Assignments } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { branin } from "../testing/known-objectives";
import { bestLoss, playStudy } from "../testing/play-study";

const { space, loss } = branin;

/** Forty points all over the space, and what another function says of them. */
const sourceOf = (seed: string, value: (point: Assignments) => number): Source => ({
  results: Array.from({ length: 40 }, (_, number) => {
    const assignments = sampleAssignments(space, makeRng({ seed, purpose: "source", number }));
    return { assignments, values: { loss: value(assignments) } };
  }),
});
/** Everything a little farther left and higher, in another unit: the same task on other data. */
const related = ({ x, y }: Assignments): number => 5 + 2 * loss({ x: Number(x) + 0.4, y: Number(y) - 0.4 });

const SEEDS = ["one", "two", "three", "four", "five"];
const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[values.length >> 1];

describe("a study that starts warm", () => {
  const problem = (sources: readonly Source[], fields: Partial<Problem> = {}): Problem => ({
    space,
    objectives: [{ metric: "loss", direction: "minimize" }],
    sources,
    seed: "warm",
    ...fields,
  });
  const start = (sampler: string, asked: Problem) =>
    suggest({
      problem: asked,
      sampler: { name: sampler, options: {} },
      history: [],
      pending: [],
      numbers: [0, 1, 2, 3, 4],
    }).suggestions;

  test.each(["auto", "gp", "random-forest", "tpe"])(
    "%s begins with the best points of the source and says so",
    (sampler) => {
      const source = sourceOf("start", related);
      const [best] = [...source.results].sort((one, other) => one.values.loss - other.values.loss);
      const [first, ...others] = start(sampler, problem([source]));
      expect(first.assignments).toEqual(best.assignments);
      expect(first.origin).toMatchObject({
        phase: "start",
        why: "The best point of an earlier study, to see whether it is good here too.",
      });
      const borrowed = others.filter(({ origin }) => origin.why?.includes("earlier study")).length + 1;
      expect(borrowed).toBeGreaterThanOrEqual(2);
      expect(borrowed).toBeLessThanOrEqual(sampler === "tpe" ? 5 : 2);
    },
  );

  test("the owner's defaults come first, and the rest of the start is as it is without a source", () => {
    const defaulted = mustParse({
      x: { type: "float", low: -5, high: 10, default: 1 },
      y: { type: "float", low: 0, high: 15 },
    });
    const cold = start("gp", problem([], { space: defaulted }));
    const warm = start("gp", problem([sourceOf("start", related)], { space: defaulted }));
    expect(warm[0]).toEqual(cold[0]);
    expect(warm[1]).not.toEqual(cold[1]);
    expect(warm.slice(3)).toEqual(cold.slice(3));
  });

  test("a source of which nothing fits here changes nothing", () => {
    const foreign: Source = { results: [{ assignments: { x: "left" }, values: { loss: 1 } }] };
    expect(start("gp", problem([foreign]))).toEqual(start("gp", problem([])));
  });

  test("the order of a list of choices changes nothing, in the source or here", () => {
    const choices = ["sgd", "adam", "lion"];
    const spaceOf = (listed: readonly string[]) =>
      mustParse({
        rate: { type: "float", low: 0, high: 1 },
        optimizer: { type: "categorical", choices: listed, default: "adam" },
      });
    const results = Array.from({ length: 12 }, (_, index) => ({
      assignments: { rate: (index % 4) / 4, ...(index % 2 === 0 && { optimizer: choices[index % 3] }) },
      values: { loss: Math.cos(index) },
    }));
    const history = results.slice(0, 7).map(({ values }, number) => ({
      number,
      assignments: { rate: number / 7, optimizer: choices[(number * 2) % 3] },
      outcome: "completed" as const,
      values,
    }));
    const modelled = (listed: readonly string[]) => {
      const asked = problem([{ results }], { space: spaceOf(listed) });
      // Candidates are drawn by position; which of them the model prefers is by value.
      return start("gp", asked)
        .slice(0, 3)
        .map(({ assignments }) => assignments)
        .concat(
          suggest({
            problem: asked,
            sampler: { name: "gp", options: {} },
            history,
            pending: [],
            numbers: [7],
          }).suggestions.map(({ assignments }) => ({ optimizer: assignments.optimizer })),
        );
    };
    expect(modelled(["lion", "sgd", "adam"])).toEqual(modelled(choices));
  });

  test(`with a related source the regret after eight trials is a third of what it is without (median of ${SEEDS.length})`, {
    timeout: 120_000,
  }, () => {
    const regret = (sources: readonly Source[], seed: string) =>
      bestLoss(playStudy({ sampler: "gp", space, seed, trials: 8, evaluate: loss, sources }));
    const cold = median(SEEDS.map((seed) => regret([], seed)));
    const warm = median(SEEDS.map((seed) => regret([sourceOf(seed, related)], seed)));
    expect(warm).toBeLessThan(cold / 3);
  });
});
