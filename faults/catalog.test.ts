import { expect, test } from "vitest";
import { figures } from "./catalog";

const MINUTES_IN_ALL = 150;

test("all figures in full may take at most 150 minutes together, and each has a name of its own", () => {
  expect(figures.reduce((sum, { minutes }) => sum + minutes, 0)).toBeLessThanOrEqual(MINUTES_IN_ALL);
  expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
});
