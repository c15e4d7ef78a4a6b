import { expect, test } from "vitest";
import { Objectives } from "./study";

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
