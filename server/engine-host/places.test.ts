import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { placesFor } from "./places";

test("places are taken first come, first served", async () => {
  const places = placesFor(1);
  const order: number[] = [];
  await places.take();
  const waiting = [1, 2].map((who) => places.take().then(() => void order.push(who)));
  places.leave();
  places.leave();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2]);
});

test("who waits too long goes without, and takes nobody's place", async () => {
  const places = placesFor(1);
  expect(await places.take(10)).toBe(true);
  const [hasty, patient] = [places.take(5), places.take(10_000)];
  expect(await hasty).toBe(false);
  places.leave();
  expect(await patient).toBe(true);
  expect(await Promise.race([places.take(), sleep(20, "none free")])).toBe("none free");
});
