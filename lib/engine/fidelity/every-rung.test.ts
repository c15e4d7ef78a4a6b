import { describe, expect, test } from "vitest";
import type { CurvePoint, HistoryEntry, PendingTrial } from "../history";
import type { Problem } from "../problem";
import { recall } from "../recall";
import { mustParse } from "../testing/arbitrary-space";
import { atEveryRung } from "./every-rung";

const problem: Problem = {
  space: mustParse({ x: { type: "float", low: 0, high: 1 } }),
  objectives: [{ metric: "loss", direction: "minimize" }],
  seed: "every rung",
};
const RUNGS = [1, 3, 9];

/** The loss is the resource plus a tenth of the number, so that each value says where it is from. */
const curveOf = (number: number, ...resources: number[]): CurvePoint[] =>
  resources.map((resource) => ({ resource, values: { loss: resource + number / 10 } }));
const assignments = (number: number) => ({ x: number / 100 });
const ended = (number: number, outcome: HistoryEntry["outcome"], ...resources: number[]): HistoryEntry => {
  return { number, assignments: assignments(number), outcome, curve: curveOf(number, ...resources) };
};
const out = (number: number, ...resources: number[]): PendingTrial => {
  return { number, assignments: assignments(number), curve: curveOf(number, ...resources), paused: number % 2 === 0 };
};
const view = (history: readonly HistoryEntry[], pending: readonly PendingTrial[] = [], of: Problem = problem) =>
  atEveryRung(recall({ problem: of, history, pending, numbers: [99], sampler: { name: "de", options: {} } }), RUNGS);
const lossesOf = (history: readonly HistoryEntry[], pending: readonly PendingTrial[] = [], of: Problem = problem) =>
  view(history, pending, of).entries.map(({ number, rungs = [] }) => [
    number,
    ...rungs.map(({ resource, losses }) => [resource, losses?.[0] ?? null]),
  ]);

describe("every rung", () => {
  test("a trial has its results at all rungs it came to, by the first report there", () => {
    expect(lossesOf([ended(1, "pruned", 1, 2, 3, 4)])).toEqual([[1, [1, 1.1], [3, 3.1]]]);
  });

  test("a report counts at the deepest rung it has passed, and not at those before: they are of another resource", () => {
    expect(lossesOf([ended(1, "pruned", 4)])).toEqual([[1, [3, 4.1]]]);
    expect(lossesOf([ended(1, "pruned", 2, 12)])).toEqual([[1, [1, 2.1], [9, 12.1]]]);
  });

  test("trials that are out are among them, paused or not, by number however they are listed; without a rung they stay out", () => {
    const { entries, pending } = view([ended(0, "pruned", 1)], [out(5, 1), out(3), out(2, 1, 3)]);
    expect(entries.map(({ number, rungs = [] }) => [number, rungs.length])).toEqual([
      [0, 1],
      [2, 2],
      [5, 1],
    ]);
    expect(pending.map(({ number }) => number)).toEqual([3]);
  });

  test("who completed counts in the last rung with its final result, unless it reported there", () => {
    const told = { values: { loss: 7 } };
    expect(
      lossesOf([
        { ...ended(0, "completed"), ...told },
        { ...ended(1, "completed", 1, 2), ...told },
        { ...ended(2, "completed", 1, 9), ...told },
      ]),
    ).toEqual([
      [0, [9, 7]],
      [1, [1, 1.1], [9, 7]],
      [2, [1, 1.2], [9, 9.2]],
    ]);
  });

  test("what failed or was cancelled has no results, wherever it had come, and what is no number is one that is none", () => {
    const broken = [{ resource: 1, values: { loss: Number.NaN } }];
    expect(
      lossesOf([ended(0, "failed", 1, 3), ended(1, "cancelled", 1), { ...ended(2, "pruned"), curve: broken }]),
    ).toEqual([[0], [1], [2, [1, null]]]);
  });

  test("gives the same objects for as long as nothing has changed, and reads results by the objectives and bounds", () => {
    const history = [ended(0, "pruned", 1, 3), ended(1, "pruned", 1)];
    const copied = (): HistoryEntry[] => JSON.parse(JSON.stringify(history));
    const [first, second] = [view(copied(), [out(2, 1)]), view(copied(), [out(2, 1)])];
    for (const [index, entry] of second.entries.entries()) expect(entry).toBe(first.entries[index]);
    const mirrored: Problem = { ...problem, objectives: [{ metric: "loss", direction: "maximize" }] };
    expect(lossesOf([ended(1, "pruned", 1)], [], mirrored)).toEqual([[1, [1, -1.1]]]);
    const bounded: Problem = { ...problem, outcomeConstraints: [{ metric: "loss", lte: 2 }] };
    const [{ rungs = [] }] = view([ended(0, "pruned", 1, 3)], [], bounded).entries;
    expect(rungs.map(({ excess }) => excess)).toEqual([[-1], [1]]);
  });

  test("without rungs there is nothing to look at", () => {
    const recalled = recall({
      problem,
      history: [ended(0, "pruned", 1)],
      pending: [],
      numbers: [1],
      sampler: { name: "de", options: {} },
    });
    expect(atEveryRung(recalled, []).entries).toBe(recalled.entries);
  });
});
