import { expect, test } from "vitest";
import { readTrialChange, trialChangeText } from "./trial-change";

const stored = (value: number | "NaN") => ({ value, std_error: null, n: null });
const trial = { values: { loss: stored(0.5), "acc.top-1": stored("NaN") }, tags: ["a", "b"], note: "as told" };

test("fields that are left alone change nothing and need no reason", () => {
  expect(readTrialChange(trial, trialChangeText(trial))).toEqual({
    kind: "change",
    change: { tags: ["a", "b"], note: "as told" },
  });
});

test("only values that differ are corrected, and then a reason is needed", () => {
  const text = { ...trialChangeText(trial), values: [" 1e-3 ", "inf"] };
  expect(readTrialChange(trial, text)).toMatchObject({ kind: "faults", values: {}, reason: expect.any(String) });
  expect(readTrialChange(trial, { ...text, reason: "measured again" })).toMatchObject({
    kind: "change",
    change: { values: { loss: 0.001, "acc.top-1": "Infinity" }, reason: "measured again" },
  });
});

test("what is no number is a fault of its field", () => {
  const text = { ...trialChangeText(trial), values: ["", "0x"], reason: "measured again" };
  expect(readTrialChange(trial, text)).toMatchObject({
    kind: "faults",
    values: { 0: expect.stringMatching(/number/), 1: expect.stringMatching(/number/) },
  });
});

test("tags are separated by commas; empty and repeated ones go", () => {
  const text = { ...trialChangeText(trial), tags: "b, , c,b", note: " x " };
  expect(readTrialChange(trial, text)).toMatchObject({ change: { tags: ["b", "c"], note: "x" } });
});
