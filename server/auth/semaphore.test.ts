import { expect, it } from "vitest";
import { Semaphore } from "./semaphore";

it("never runs more tasks at once than it has places, and runs all of them, failing ones included", async () => {
  const semaphore = new Semaphore(2);
  let running = 0;
  let most = 0;
  const task = (index: number) =>
    semaphore.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      if (index % 3 === 0) throw new Error("this one fails");
      return index;
    });
  const outcomes = await Promise.allSettled(Array.from({ length: 9 }, (_, index) => task(index)));
  expect(most).toBe(2);
  expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => index % 3 !== 0),
  );
});
