import { expect, it } from "vitest";
import { countOf } from "./count";

it("agrees in number and groups thousands", () => {
  expect([countOf(0, "trial"), countOf(1, "trial"), countOf(12_345, "trial"), countOf(2, "study", "studies")]).toEqual([
    "0 trials",
    "1 trial",
    "12,345 trials",
    "2 studies",
  ]);
});
