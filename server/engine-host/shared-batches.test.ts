import { expect, test } from "vitest";
import { noBatches, orderFrom } from "./shared-batches";

/** A study whose batches are computed when the test says so. */
function slowStudy() {
  const batches = noBatches();
  const made: number[] = [];
  const finishers: ((error?: Error) => void)[] = [];
  const make = (count: number) =>
    new Promise<void>((resolve, reject) => {
      made.push(count);
      finishers.push((error) => (error ? reject(error) : resolve()));
    });
  return {
    made,
    order: (count = 1) => orderFrom(batches, { key: "study", count, make }),
    finish: async (error?: Error) => {
      finishers.shift()?.(error);
      await settled();
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a worker that repeats its ask while the engine is slow gets one suggestion, not one for each time", async () => {
  const { made, order, finish } = slowStudy();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { abandon } = order();
    await settled();
    abandon();
  }
  const { done } = order();
  await finish();
  await done;
  await settled();
  expect(made).toEqual([1]);
});

test("workers that wait at the same time get one suggestion each, those who come during a batch in the next one", async () => {
  const { made, order, finish } = slowStudy();
  order();
  await settled();
  const [two, three] = [order(), order(4)];
  expect(made).toEqual([1]);
  await finish();
  expect(made).toEqual([1, 5]);
  await finish();
  await Promise.all([two.done, three.done]);
});

test("who wants more than was given up on gets all of it in the next batch", async () => {
  const { made, order, finish } = slowStudy();
  const { abandon } = order();
  await settled();
  abandon();
  const { done } = order(2);
  await finish();
  await finish();
  await done;
  expect(made).toEqual([1, 2]);
});

test("what was given up on while it waited for its turn is taken over too", async () => {
  const { made, order, finish } = slowStudy();
  order();
  await settled();
  order().abandon();
  order();
  await finish();
  expect(made).toEqual([1, 1]);
  await finish();
});

test("a batch that fails fails for who waits for it, and the next is computed all the same", async () => {
  const { made, order, finish } = slowStudy();
  const one = order();
  const refused = expect(one.done).rejects.toThrow("no thread");
  await settled();
  const { done } = order();
  await finish(new Error("no thread"));
  await refused;
  await finish();
  await done;
  expect(made).toEqual([1, 1]);
});
