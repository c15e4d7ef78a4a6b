import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import type { Problem } from "../../problem";
import { compileSpace } from "../../space/compiled-space";
import type { Assignments } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { threeBranches } from "../../testing/known-objectives";
import { BranchFloors, branchesOf } from "./branch-floor";

const problem: Problem = {
  space: threeBranches.space,
  objectives: [{ metric: "loss", direction: "minimize" }],
  seed: "floors",
};
/** So many trials of each branch; those of `boosting` are the worst. */
function historyOf(counts: Readonly<Record<"linear" | "kernel" | "boosting", number>>): HistoryEntry[] {
  const models = Object.entries(counts).flatMap(([model, count]) => Array.from({ length: count }, () => model));
  return models.map((model, number): HistoryEntry => {
    const share = ((number * 7) % 13) / 13;
    const assignments: Assignments =
      model === "linear"
        ? { model, c: 10 ** (6 * share - 3) }
        : model === "kernel"
          ? { model, gamma: 10 ** (5 * share - 4), width: 10 ** (3 - 6 * share) }
          : { model, rate: 10 ** (-3 * share), depth: 1 + (number % 12) };
    const loss = threeBranches.loss(assignments) + (model === "boosting" ? 5 : 0);
    return { number, assignments, outcome: "completed", values: { loss } };
  });
}
const floorsOf = (history: readonly HistoryEntry[]): BranchFloors =>
  new BranchFloors(problem, { entries: history.map((entry) => toLossEntry(problem, entry)), pending: [] });

describe("branches", () => {
  test("are the values of listed parameters that others depend on, as far as both are few", () => {
    const space = mustParse({
      model: { type: "categorical", choices: ["a", "b"] },
      layers: { type: "int", low: 1, high: 3 },
      many: { type: "int", low: 1, high: 9 },
      alone: { type: "bool" },
      x: { type: "float", low: 0, high: 1, when: { model: "a" } },
      y: { type: "float", low: 0, high: 1, when: { layers: { gte: 2 } } },
      z: { type: "float", low: 0, high: 1, when: { many: 3 } },
    });
    expect(branchesOf(compileSpace(space)).map(({ parameter, value }) => [parameter, value])).toEqual([
      ["model", "a"],
      ["model", "b"],
      ["layers", 1],
      ["layers", 2],
      ["layers", 3],
    ]);
  });

  test("of more than ten parameters have no floor, the others beside them do", () => {
    const wide = Array.from({ length: 10 }, (_, at) => [
      `x${at}`,
      { type: "float", low: 0, high: 1, when: { c: "a" } },
    ]);
    const space = mustParse({ c: { type: "categorical", choices: ["a", "b"] }, ...Object.fromEntries(wide) });
    expect(branchesOf(compileSpace(space))).toEqual([{ parameter: "c", value: "b" }]);
  });
});

describe("the floor", () => {
  test("is three trials, and a twentieth of all from 80 on", () => {
    expect(floorsOf(historyOf({ linear: 20, kernel: 20, boosting: 2 })).take(44)).toMatchObject({
      value: "boosting",
      trials: 2,
      floor: 3,
    });
    expect(floorsOf(historyOf({ linear: 20, kernel: 20, boosting: 3 })).take(44)).toBeNull();
    expect(floorsOf(historyOf({ linear: 40, kernel: 40, boosting: 3 })).take(83)).toMatchObject({ floor: 4 });
  });

  test("takes at most every third trial number, and counts what it has planned in the same batch", () => {
    const floors = floorsOf(historyOf({ linear: 41, kernel: 0, boosting: 1 }));
    const taken = Array.from({ length: 18 }, (_, at) => floors.take(42 + at)?.value ?? null);
    expect(taken.filter((value) => value !== null)).toEqual(["kernel", "kernel", "boosting", "kernel", "boosting"]);
    expect(taken.flatMap((value, at) => (value === null ? [] : [(42 + at) % 3]))).toEqual([2, 2, 2, 2, 2]);
  });

  test("is not asked for before trial 40, or two fifths of a known budget", () => {
    const entries = historyOf({ linear: 8, kernel: 8, boosting: 1 }).map((entry) => toLossEntry(problem, entry));
    const first = (maxTrials?: number): number => {
      const floors = new BranchFloors({ ...problem, ...(maxTrials && { maxTrials }) }, { entries, pending: [] });
      return Array.from({ length: 60 }, (_, number) => number).findIndex((number) => floors.take(number) !== null);
    };
    expect([first(), first(200), first(50), first(30)]).toEqual([41, 41, 20, 14]);
  });

  test("brings auto back to a branch that it has hardly seen, and it says so", () => {
    const history = historyOf({ linear: 20, kernel: 20, boosting: 1 });
    const asked = (number: number) =>
      suggest({ problem, sampler: { name: "auto", options: {} }, history, pending: [], numbers: [number] })
        .suggestions[0];
    const { assignments, origin } = asked(41);
    expect(assignments.model).toBe("boosting");
    expect(origin.why).toContain('A trial for model = "boosting", which has had 1 of the 3 that each branch gets.');
    expect(asked(42).origin.why).not.toContain("A trial for");
  });

  test("of a branch without a further point is left to the model", () => {
    const space = mustParse({
      kind: { type: "categorical", choices: ["none", "some"] },
      x: { type: "float", low: 0, high: 1, when: { kind: "some" } },
    });
    const history = Array.from({ length: 44 }, (_, number): HistoryEntry => {
      const assignments: Assignments = number === 0 ? { kind: "none" } : { kind: "some", x: number / 44 };
      return { number, assignments, outcome: "completed", values: { loss: Number(assignments.x ?? 2) } };
    });
    const { suggestions } = suggest({
      problem: { ...problem, space },
      sampler: { name: "auto", options: {} },
      history,
      pending: [],
      numbers: [44],
    });
    expect(suggestions[0].assignments.kind).toBe("some");
  });
});
