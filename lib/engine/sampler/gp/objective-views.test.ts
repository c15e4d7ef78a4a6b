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

test("of results at rungs below each objective has its own, of trials that train on as well", () => {
  const below = [{ distance: 1, losses: [-3, 2] }];
  const entries = state.entries.map((entry) => ({ ...entry, below }));
  const running = [{ number: 2, assignments: { x: 0.1 }, below }];
  const views = objectiveViews({ ...state, entries, running });
  for (const [at, losses] of [[2], [-3]].entries()) {
    expect(views[at].entries[0].below).toEqual([{ distance: 1, losses }]);
    expect(views[at].running?.[0].below).toEqual([{ distance: 1, losses }]);
  }
});

test("asked again, the same objects are given", () => {
  const [one, other] = [objectiveViews(state), objectiveViews({ ...state })];
  for (const [index, view] of one.entries()) {
    expect(other[index].problem).toBe(view.problem);
    for (const [at, entry] of view.entries.entries()) expect(other[index].entries[at]).toBe(entry);
  }
});
