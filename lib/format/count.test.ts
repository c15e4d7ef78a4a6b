import { expect, it } from "vitest";
import { countOf, countOfAll } from "./count";

it("agrees in number and groups thousands", () => {
  expect([countOf(0, "trial"), countOf(1, "trial"), countOf(12_345, "trial"), countOf(2, "study", "studies")]).toEqual([
    "0 trials",
    "1 trial",
    "12,345 trials",
    "2 studies",
  ]);
});

it("says of how many, where not all are there", () => {
  expect([countOfAll(3, 3, "trial"), countOfAll(1_000, 12_345, "trial"), countOfAll(1, 2, "study", "studies")]).toEqual(
    ["3 trials", "1,000 of 12,345 trials", "1 of 2 studies"],
  );
});
