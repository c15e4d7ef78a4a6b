import { expect, it } from "vitest";
import { latestOnly } from "./latest-only";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function slowTask() {
  const finish: (() => void)[] = [];
  let failing = false;
  const task = () =>
    new Promise<void>((resolve, reject) => finish.push(failing ? () => reject(new Error("no")) : resolve));
  return {
    task,
    started: () => finish.length,
    finishLast: async () => {
      finish.at(-1)?.();
      await settle();
    },
    failFromNowOn: () => {
      failing = true;
    },
  };
}

it("runs once more, and only once, for calls that come while it runs", async () => {
  const slow = slowTask();
  const refresh = latestOnly(slow.task);
  refresh();
  refresh();
  refresh();
  refresh();
  expect(slow.started()).toBe(1);
  await slow.finishLast();
  expect(slow.started()).toBe(2);
  await slow.finishLast();
  expect(slow.started()).toBe(2);
});

it("goes on after a task that failed", async () => {
  const slow = slowTask();
  slow.failFromNowOn();
  const refresh = latestOnly(slow.task);
  refresh();
  await slow.finishLast();
  refresh();
  expect(slow.started()).toBe(2);
});
