import { describe, expect, test } from "vitest";
import type { HistoryEntry } from "./history";
import type { SuggestMessage } from "./messages";
import { recall } from "./recall";
import { mustParse } from "./testing/arbitrary-space";

const space = mustParse({ x: { type: "float", low: 0, high: 1 } });
const entry = (number: number, loss: number): HistoryEntry => ({
  number,
  assignments: { x: number / 10 },
  outcome: "completed",
  values: { loss },
});
const message = (history: readonly HistoryEntry[], seed = "recall"): SuggestMessage => ({
  problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed },
  sampler: { name: "random", options: {} },
  history,
  pending: [{ number: 9, assignments: { x: 0.9 } }],
  numbers: [10],
});
/** Plain values as another thread gets them: equal, and none the same object. */
const copied = <Value>(value: Value): Value =>
  typeof value !== "object" || value === null
    ? value
    : Array.isArray(value)
      ? (value.map(copied) as Value)
      : (Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)])) as Value);
const received = (history: readonly HistoryEntry[], seed?: string) => recall(copied(message(history, seed)));

describe("a request like the one before", () => {
  test("gives the same objects, copied as it was, and only what is new is made", () => {
    const before = received([entry(0, 1), entry(1, Number.NaN)]);
    const after = received([entry(0, 1), entry(1, Number.NaN), entry(2, 3)]);
    expect(after.problem).toBe(before.problem);
    expect(after.entries[0]).toBe(before.entries[0]);
    expect(after.entries[1]).toBe(before.entries[1]);
    expect(after.entries[2]).toMatchObject({ number: 2, losses: [3] });
    expect(after.pending[0]).toBe(before.pending[0]);
  });

  test.each([
    ["another value", { ...entry(0, 2) }],
    ["another outcome", { ...entry(0, 1), outcome: "failed" as const }],
    ["another point", { ...entry(0, 1), assignments: { x: 0.5 } }],
    ["one more metric", { ...entry(0, 1), values: { loss: 1, size: 1 } }],
    ["no values", { number: 0, assignments: { x: 0 }, outcome: "completed" as const }],
  ])("is read anew where the trial was corrected: %s", (_, corrected) => {
    const [before] = received([entry(0, 1)]).entries;
    const [after] = received([corrected]).entries;
    expect(after).not.toBe(before);
    expect(received([entry(0, 1)]).entries[0]).toEqual(before);
  });

  test("shares nothing with a study of another seed", () => {
    expect(received([entry(0, 1)], "another").problem).not.toBe(received([entry(0, 1)]).problem);
  });

  test("is read anew, to the same, when many studies were served meanwhile", () => {
    const before = received([entry(0, 1)]);
    for (let other = 0; other < 40; other += 1) received([entry(0, 1)], `other ${other}`);
    const after = received([entry(0, 1)]);
    expect(after.problem).not.toBe(before.problem);
    expect(after).toEqual(before);
  });

  test("gives the same problem for equal sources, and another where a result of them differs", () => {
    const receivedWith = (values: readonly number[]) => {
      const results = values.map((loss, index) => ({ assignments: { x: index / 10 }, values: { loss } }));
      const { problem, ...rest } = message([]);
      return recall(copied({ ...rest, problem: { ...problem, sources: [{ results }] } })).problem;
    };
    const before = receivedWith([1, 2, 3]);
    expect(receivedWith([1, 2, 3])).toBe(before);
    for (const values of [[1, 2, 4], [1, 2], [1, 2, 3, 4], []]) {
      const other = receivedWith(values);
      expect(other.sources?.[0]?.results.map((result) => result.values.loss)).toEqual(values);
    }
    expect(received([]).problem.sources).toBeUndefined();
    expect(receivedWith([1, 2, 3])).toBe(before);
  });
});
