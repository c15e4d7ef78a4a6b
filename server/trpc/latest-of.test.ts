import { expect, test } from "vitest";
import { latestOf } from "./latest-of";

async function* counting(values: readonly number[]): AsyncGenerator<number> {
  for (const value of values) yield value;
}

test("gives the last value of every stream and ends when all have ended", async () => {
  const seen = new Map<string, number>();
  const streams = new Map([
    ["a", counting([1, 2, 3])],
    ["b", counting([])],
    ["c", counting([7])],
  ]);
  for await (const [key, value] of latestOf(streams)) seen.set(key, value);
  expect(Object.fromEntries(seen)).toEqual({ a: 3, c: 7 });
});

test("a slow reader gets the latest of many, and a quiet stream holds nobody up", async () => {
  let end: () => void = () => undefined;
  const quiet: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve) => {
          end = () => resolve({ done: true, value: undefined });
        }),
    }),
  };
  const merged = latestOf(
    new Map([
      ["quiet", quiet],
      ["busy", counting(Array.from({ length: 1000 }, (_, index) => index))],
    ]),
  );
  await merged.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await merged.next()).value).toEqual(["busy", 999]);
  end();
  expect((await merged.next()).done).toBe(true);
});
