import { expect, test } from "vitest";
import { Objectives, OutcomeConstraints } from "./study";

const LOSS = { metric: "loss", direction: "minimize" };
const TIME = { metric: "time", direction: "minimize" };

test("of several objectives each may name the worst that is of use; of one it is refused, and said what to do instead", () => {
  const several = [{ ...LOSS, reference: 0.5 }, TIME];
  expect(Objectives.parse(several)).toEqual(several);
  const { error } = Objectives.safeParse([{ ...LOSS, reference: 0.5 }]);
  expect(error?.issues).toMatchObject([
    { path: [0, "reference"], message: expect.stringContaining("outcome_constraints") },
  ]);
});

test("a metric counts once", () => {
  expect(Objectives.safeParse([LOSS, TIME, LOSS]).error?.issues).toMatchObject([{ path: [2, "metric"] }]);
});

test("bounds of one metric that exclude each other are refused; bounds that meet, or are of others, are not", () => {
  const kept = [
    { metric: "memory", gte: 1 },
    { metric: "memory", lte: 1 },
    { metric: "latency", lte: 0 },
  ];
  expect(OutcomeConstraints.parse(kept)).toEqual(kept);
  expect(OutcomeConstraints.safeParse([...kept, { metric: "latency", gte: 0.5 }]).error?.issues).toMatchObject([
    { path: [2, "lte"], message: expect.stringContaining("at most 0 and at least 0.5") },
  ]);
});
