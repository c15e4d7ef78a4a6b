import { expect, test } from "vitest";
import { folded, unfolded } from "./folded-line";

const line = Array.from({ length: 801 }, (_, index) => -2 + index / 200);

test("every draw lies in the range, both ends are reached, and what is not near an end stays where it is", () => {
  for (const u of line) {
    expect(folded(u)).toBeGreaterThanOrEqual(0);
    expect(folded(u)).toBeLessThanOrEqual(1);
  }
  expect([-0.05, 1.05].map(folded)).toEqual([expect.closeTo(0, 15), expect.closeTo(1, 15)]);
  for (const u of [0.05, 0.3, 0.5, 0.95]) expect(folded(u)).toBeCloseTo(u, 15);
});

test("it has no kink: slopes change by less than what the step times 1/2a allows", () => {
  const step = 1e-3;
  for (const u of line) {
    const bend = folded(u + step) - 2 * folded(u) + folded(u - step);
    expect(Math.abs(bend)).toBeLessThan((step * step) / (2 * 0.05) + 1e-12);
  }
});

test("beyond an end it comes back as it went", () => {
  for (const u of line) {
    expect(folded(-0.1 - u)).toBeCloseTo(folded(u), 12);
    expect(folded(2.1 - u)).toBeCloseTo(folded(u), 12);
  }
});

test("a point of the range is unfolded to a draw that folds to it", () => {
  for (const x of [0, 1e-12, 0.01, 0.05, 0.4, 0.95, 0.97, 1 - 1e-12, 1]) expect(folded(unfolded(x))).toBeCloseTo(x, 14);
});
