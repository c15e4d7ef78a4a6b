import { expect, it } from "vitest";
import { numbersBetween } from "./numbers-between";

const LISTED = [9, 7, 4, 2, 1];

it("takes both ends and what is listed between them, whichever stands first", () => {
  expect(numbersBetween(LISTED, 7, 2)).toEqual([7, 4, 2]);
  expect(numbersBetween(LISTED, 2, 7)).toEqual([7, 4, 2]);
  expect(numbersBetween(LISTED, 4, 4)).toEqual([4]);
});

it("takes the one alone where the other is listed no more, or none was before", () => {
  expect(numbersBetween(LISTED, 5, 2)).toEqual([2]);
  expect(numbersBetween(LISTED, null, 2)).toEqual([2]);
});
