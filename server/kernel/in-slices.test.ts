import { expect, test } from "vitest";
import { inSlices } from "./in-slices";

/** Keeps the process busy. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

async function turnsDuring(run: () => Promise<void>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const turn = (): void => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await run();
  isDone = true;
  return turns;
}

test("others get their turn again and again while many items are worked on, and every item is, in order", async () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const done: number[] = [];
  const each = (item: number): void => {
    work(2);
    done.push(item);
  };
  expect(await turnsDuring(() => inSlices(items, each))).toBeGreaterThanOrEqual(8);
  expect(done).toEqual(items);
  // The control: in one piece nobody else has a turn.
  const inOne = async (): Promise<void> => items.forEach(each);
  expect(await turnsDuring(inOne)).toBe(0);
});

test("few items are worked on without a pause, and an error ends the work", async () => {
  expect(await turnsDuring(() => inSlices([1, 2, 3], () => undefined))).toBe(0);
  const fails = (): void => {
    throw new Error("this one");
  };
  await expect(inSlices([1], fails)).rejects.toThrow("this one");
});
