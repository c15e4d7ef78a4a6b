import { expect, test } from "vitest";
import type { LossEntry } from "./history";
import { remembered } from "./remembered";
import { mustParse } from "./testing/arbitrary-space";

const problemOf = () => ({ space: mustParse({ x: { type: "bool" } }), objectives: [], seed: "1" });
const entryOf = (number: number): LossEntry => ({
  number,
  assignments: {},
  fingerprint: "",
  outcome: "completed",
  losses: [number],
  excess: [],
});

test("work is done once for the same entries of a problem, and again for any other", () => {
  const problem = problemOf();
  const entries = [entryOf(0), entryOf(1)];
  let done = 0;
  const work = (given: readonly LossEntry[], name = "work", of = problem) =>
    remembered({ name, problem: of, entries: given }, () => (done += 1));
  expect([work(entries), work([...entries])]).toEqual([1, 1]);
  expect(work(entries.slice(0, 1))).toBe(2);
  expect(work([entryOf(0), entryOf(1)])).toBe(3); // equal, but others
  expect(work(entries, "other work")).toBe(4);
  expect(work(entries, "work", problemOf())).toBe(5);
  expect(work(entries)).toBe(1);
});
