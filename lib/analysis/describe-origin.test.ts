import { expect, test } from "vitest";
import { describeOrigin } from "./describe-origin";

test("an imported trial says so, and what of it does not fit the search space", () => {
  expect(describeOrigin({ sampler: "import" })).toBe("Imported.");
  expect(describeOrigin({ sampler: "import", out_of_space: ["lr", "a constraint"] })).toBe(
    "Imported; does not fit the search space in lr, a constraint.",
  );
});

test("what was suggested to a client that makes the trials says who suggested it", () => {
  const suggested = { attempt: 1, asked: "00ff", assignments: { x: 0.5 } };
  expect(describeOrigin({ sampler: "gp", suggested })).toBe("Suggested to its client by the gp sampler.");
  expect(describeOrigin({ sampler: "auto", by: "tpe", suggested })).toBe(
    "Suggested to its client by tpe, which the auto sampler chose.",
  );
});

test("what a sampler proposed names the sampler and what it did not know", () => {
  expect(describeOrigin({ sampler: "gp", behind: 1 })).toBe(
    "Proposed by the gp sampler. It did not know the latest result.",
  );
});
