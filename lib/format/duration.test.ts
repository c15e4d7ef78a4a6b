import { expect, it } from "vitest";
import { formatDuration, formatTimeLeft } from "./duration";

const MINUTE = 60_000;

it.each([
  [-5, "0 ms"],
  [840, "840 ms"],
  [12_340, "12.3 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 00 s"],
  [4 * MINUTE + 5_000, "4 min 05 s"],
  [60 * MINUTE - 400, "1 h 00 min"],
  [127 * MINUTE, "2 h 07 min"],
  [76 * 60 * MINUTE, "3 d 04 h"],
])("writes %d ms as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [1, "1 s"],
  [10_200, "11 s"],
  [59_001, "1 min 00 s"],
  [93_400, "1 min 34 s"],
])("says of a wait that %d ms are left as %s", (ms, text) => {
  expect(formatTimeLeft(ms)).toBe(text);
});
