import { describe, expect, test } from "vitest";
import { suggest, toRequest } from "../../engine";
import { type HistoryEntry, type PendingTrial, toLossEntry } from "../../history";
import type { Problem } from "../../problem";
import { uniformIndex } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { bestLoss, playStudy } from "../../testing/play-study";
import type { Suggestion } from "../sampler";
import { CmaEsOptions } from "./definition";
import { cmaEsSampler } from "./sampler";

const floats = (dimension: number): Space =>
  mustParse(
    Object.fromEntries(
      Array.from({ length: dimension }, (_, index) => [`x${index}`, { type: "float", low: -5, high: 5 }]),
    ),
  );
const bowl = (assignments: Assignments): number =>
  Object.values(assignments).reduce<number>((total, value) => total + (Number(value) - 1.3) ** 2, 0);

const problemOf = (space: Space, seed: string): Problem => ({
  space,
  objectives: [{ metric: "loss", direction: "minimize" }],
  seed,
});
const ended = ({ number, assignments, origin }: Suggestion, loss: number | null): HistoryEntry => ({
  number,
  assignments,
  generation: origin.generation,
  ...(loss === null ? { outcome: "failed" } : { outcome: "completed", values: { loss } }),
});
const out = ({ number, assignments, fingerprint, origin }: Suggestion): PendingTrial => ({
  number,
  assignments,
  fingerprint,
  generation: origin.generation,
});

describe("convergence", () => {
  test("of a bowl in five dimensions, in a box whose middle is elsewhere", () => {
    const history = playStudy({ sampler: "cma-es", space: floats(5), seed: "bowl", trials: 600, evaluate: bowl });
    expect(bestLoss(history)).toBeLessThan(1e-4);
  });

  test("onto a corner of the box, as fast as onto a point inside, without a repeat", () => {
    const corner = (point: Assignments): number =>
      Object.values(point).reduce<number>((total, value) => total + Number(value), 0);
    const history = playStudy({ sampler: "cma-es", space: floats(4), seed: "corner", trials: 400, evaluate: corner });
    expect(bestLoss(history)).toBeLessThan(-20 + 1e-4);
    expect(new Set(history.map(({ assignments }) => JSON.stringify(assignments))).size).toBe(400);
  });

  test("of numbers, levels and choices together", () => {
    const space = mustParse({
      x: { type: "float", low: 1e-5, high: 1, scale: "log" },
      layers: { type: "int", low: 1, high: 12 },
      kind: { type: "categorical", choices: ["a", "b", "c", "d"] },
      flag: { type: "bool" },
      depth: { type: "int", low: 1, high: 8, when: { kind: ["b", "c"] } },
    });
    const evaluate = ({ x, layers, kind, flag, depth }: Assignments): number =>
      (Math.log10(Number(x)) + 2) ** 2 +
      (Number(layers) - 9) ** 2 / 4 +
      (kind === "c" ? 0 : 3) +
      (flag === true ? 0 : 1) +
      (depth === undefined ? 2 : (Number(depth) - 6) ** 2 / 4);
    const found = ["one", "two", "three"].map((seed) =>
      bestLoss(playStudy({ sampler: "cma-es", space, seed, trials: 400, evaluate })),
    );
    expect(found.filter((loss) => loss < 0.01)).toHaveLength(3);
  });
});

/** Eight workers: results come in any order, one in five is lost. */
function playWorkers(seed: string, trials: number) {
  const problem = problemOf(floats(3), seed);
  const rng = makeRng({ seed, purpose: "workers", number: 0 });
  let state = cmaEsSampler.initial(problem, CmaEsOptions.parse({}));
  const history: HistoryEntry[] = [];
  const running: Suggestion[] = [];
  for (let number = 0; number < trials; number += 1) {
    const message = { problem, sampler: { name: "cma-es", options: {} }, history: [], numbers: [number] };
    const request = toRequest({ ...message, pending: running.map(out) });
    running.push(...cmaEsSampler.suggest(state, request).suggestions);
    if (running.length < 8) continue;
    const [finished] = running.splice(uniformIndex(rng, running.length), 1);
    if (rng.uniform() < 0.2) continue; // lost without a trace
    const entry = ended(finished, bowl(finished.assignments));
    history.push(entry);
    state = cmaEsSampler.fold(state, [toLossEntry(problem, entry)]);
  }
  return { problem, history, state };
}

describe("pitfall 27: workers that finish in any order and lose a fifth of the trials", () => {
  test.each(["one", "two", "three"])("still converge (seed %s)", (seed) => {
    const { history } = playWorkers(seed, 900);
    expect(bestLoss(history)).toBeLessThan(1e-5);
  });

  test("the same distribution comes out whether results are told as they came or by number", () => {
    const { problem, history, state } = playWorkers("order", 300);
    const sorted = [...history].sort((one, other) => one.number - other.number);
    const again = cmaEsSampler.fold(
      cmaEsSampler.initial(problem, CmaEsOptions.parse({})),
      sorted.map((entry) => toLossEntry(problem, entry)),
    );
    expect(again.search).toEqual(state.search);
    expect(state.search?.generation).toBeGreaterThan(10);
  });
});

describe("generations", () => {
  const problem = problemOf(floats(2), "generations");
  const sampler = { name: "cma-es", options: { population_size: 4 } };
  const message = { problem, sampler, pending: [], history: [] as HistoryEntry[], numbers: [0, 1, 2, 3, 4, 5] };
  const first = suggest(message).suggestions;

  test("stay open until as many results are in as the population is large", () => {
    const history = first.slice(0, 3).map((trial, index) => ended(trial, index));
    const [next] = suggest({ ...message, history, pending: first.slice(3).map(out), numbers: [6] }).suggestions;
    expect(next.origin.generation?.index).toBe(0);
  });

  test("close at the last of them, and name the results that they were made from; failures count", () => {
    const history = first.slice(0, 4).map((trial, index) => ended(trial, index === 2 ? null : index));
    const [next] = suggest({ ...message, history, pending: first.slice(4).map(out), numbers: [6] }).suggestions;
    expect(next.origin.generation).toMatchObject({ index: 1, from: "0-3" });
  });

  test("late results of a closed one change nothing of what is drawn", () => {
    const history = first.slice(0, 4).map((trial, index) => ended(trial, index));
    const second = suggest({ ...message, history, pending: first.slice(4).map(out), numbers: [6] }).suggestions;
    const late = [...history, ended(first[4], -100), ended(first[5], null)];
    const onTime = suggest({ ...message, history, pending: [...first.slice(4), ...second].map(out), numbers: [7] });
    const withLate = suggest({ ...message, history: late, pending: second.map(out), numbers: [7] });
    expect(withLate).toEqual(onTime);
  });

  test("start where the best earlier results of the study lie", () => {
    const history = Array.from({ length: 40 }, (_, number): HistoryEntry => {
      const assignments = { x0: -4 + (number % 8), x1: -4 + 2 * Math.floor(number / 8) };
      return {
        number,
        assignments,
        outcome: "completed",
        values: { loss: bowl({ x0: assignments.x0 - 1, x1: assignments.x1 + 3 }) },
      };
    });
    const numbers = Array.from({ length: 40 }, (_, index) => 40 + index);
    const { suggestions } = suggest({ ...message, history, numbers });
    const middle = (name: string) =>
      suggestions.reduce((total, { assignments }) => total + Number(assignments[name]) / 40, 0);
    expect(Math.abs(middle("x0") - 2.3)).toBeLessThan(1);
    expect(Math.abs(middle("x1") + 1.7)).toBeLessThan(1);
    expect(suggestions[0].origin.generation?.from).toBe("0-39");
  });

  test("start where other studies did well, as long as the study has no results of its own", () => {
    const results = Array.from({ length: 40 }, (_, index) => {
      const assignments = { x0: -4 + (index % 8), x1: -4 + 2 * Math.floor(index / 8) };
      return { assignments, values: { loss: bowl({ x0: assignments.x0 - 1, x1: assignments.x1 + 3 }) } };
    });
    const warm = { ...message, problem: { ...problem, sources: [{ results }] } };
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const { suggestions } = suggest({ ...warm, numbers });
    const middle = suggestions.reduce((total, { assignments }) => total + Number(assignments.x0) / 40, 0);
    expect(Math.abs(middle - 2.3)).toBeLessThan(1);
    expect(suggestions[0].origin.why).toContain("where other studies did well");
    const cold = { name: "cma-es", options: { ...sampler.options, warm_start: false } };
    expect(suggest({ ...warm, sampler: cold, numbers: [0] }).suggestions[0].assignments).toEqual({ x0: 0, x1: 0 });
  });
});
