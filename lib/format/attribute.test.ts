import { expect, it } from "vitest";
import { formatAttribute } from "./attribute";

it.each([
  ["cifar", "cifar"],
  ["json:1.0", "1.0"],
  ["json:NaN", "NaN"],
  [{ "json:": ["[1.0, ", "2.0]"] }, "[1.0, 2.0]"],
  [{ "json:": [], other: 1 }, '{"json:":[],"other":1}'],
  [0.5, "0.5"],
  [null, "null"],
  [[1, "two"], '[1,"two"]'],
])("the attribute %j reads %s", (value, read) => {
  expect(formatAttribute(value)).toBe(read);
});
