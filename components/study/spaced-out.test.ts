import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { spacedOut } from "./spaced-out";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("what is asked for ten times a second runs at once, then once in three seconds, and after the last time", () => {
  const began: number[] = [];
  const start = performance.now();
  const ask = spacedOut(() => began.push(performance.now() - start), 3000);
  for (let ms = 0; ms < 7000; ms += 100) {
    ask();
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(60_000);
  expect(began).toEqual([0, 3000, 6000, 9000]);
  ask();
  expect(began).toHaveLength(5);
});
