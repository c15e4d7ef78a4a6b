import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchLoopLag } from "./loop-lag";

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until); // nothing else runs meanwhile
}

test("one long pause is no overload, a second in which every turn is long is one, and it is over soon after", async () => {
  const lag = watchLoopLag();
  block(600);
  await sleep(60);
  expect(lag.medianMs()).toBeLessThan(100);
  for (let turn = 0; turn < 12; turn += 1) {
    block(140);
    await sleep(1);
  }
  expect(lag.medianMs()).toBeGreaterThan(100);
  await sleep(1_000);
  expect(lag.medianMs()).toBeLessThan(100);
  lag.stop();
});
