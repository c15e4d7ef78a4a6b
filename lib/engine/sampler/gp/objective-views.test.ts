import { expect, test } from "vitest";
import { type HistoryEntry, toLossEntry } from "../../history";
import type { Problem } from "../../problem";
import { mustParse } from "../../testing/arbitrary-space";
import { objectiveViews } from "./objective-views";

const problem: Problem = {
  space: mustParse({ x: { type: "float", low: 0, high: 1 } }),
  objectives: [
    { metric: "speed", direction: "maximize" },
    { metric: "loss", direction: "minimize" },
  ],
  outcomeConstraints: [{ metric: "memory", lte: 8 }],
  seed: "views",
};
const history: readonly HistoryEntry[] = [
  { number: 0, assignments: { x: 0.5 }, outcome: "completed", values: { speed: 3, loss: 2, memory: 9 } },
  { number: 1, assignments: { x: 0.7 }, outcome: "failed" },
];
const state = { problem, options: {}, entries: history.map((entry) => toLossEntry(problem, entry)) };

test("each objective is a study of its own, by name, and bounds are modelled in the first alone", () => {
  const views = objectiveViews(state);
  expect(views.map(({ problem: { objectives } }) => objectives.map(({ metric }) => metric))).toEqual([
    ["loss"],
    ["speed"],
  ]);
  expect(views.map(({ entries }) => entries.map(({ losses }) => losses))).toEqual([
    [[2], null],
    [[-3], null],
  ]);
  expect(views.map(({ entries: [first] }) => first.excess)).toEqual([[1], []]);
  expect(views.map(({ problem: { outcomeConstraints } }) => outcomeConstraints?.length)).toEqual([1, 0]);
});

test("asked again, the same objects are given", () => {
  const [one, other] = [objectiveViews(state), objectiveViews({ ...state })];
  for (const [index, view] of one.entries()) {
    expect(other[index].problem).toBe(view.problem);
    for (const [at, entry] of view.entries.entries()) expect(other[index].entries[at]).toBe(entry);
  }
});
