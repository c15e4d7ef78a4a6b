import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Breaker } from "./breaker";

const EVERY_MS = { closed: 30, open: 15 };
const breakers: Breaker[] = [];
afterEach(() => {
  for (const breaker of breakers.splice(0)) breaker.stop();
});

/** A database that answers probes as told. */
function breakerOf(answers: { probe: () => Promise<unknown> }) {
  const changes: boolean[] = [];
  const breaker = new Breaker({
    probe: () => answers.probe(),
    onChange: (open) => changes.push(open),
    everyMs: EVERY_MS,
  });
  breakers.push(breaker);
  return { breaker, changes };
}

const away = (): Promise<void> => Promise.reject(new Error("away"));
const there = () => Promise.resolve();

test("R21 five connections that fail one after the other open it, and the first probe that is answered closes it", async () => {
  const answers = { probe: away };
  const { breaker, changes } = breakerOf(answers);
  for (let failures = 0; failures < 4; failures += 1) breaker.noteFailure();
  expect(breaker.isOpen).toBe(false);
  breaker.noteFailure();
  expect(breaker.isOpen).toBe(true);
  await sleep(60);
  expect(breaker.isOpen).toBe(true);
  answers.probe = there;
  await sleep(60);
  expect([breaker.isOpen, changes]).toEqual([false, [true, false]]);
});

test("failures between which somebody is answered do not open it", () => {
  const { breaker } = breakerOf({ probe: there });
  for (let failures = 0; failures < 50; failures += 1) {
    if (failures % 4 === 0) breaker.noteAnswer();
    breaker.noteFailure();
  }
  expect(breaker.isOpen).toBe(false);
});

test("R21 a database that refuses nothing and answers nothing is found by its probes", async () => {
  const { breaker } = breakerOf({ probe: away });
  await sleep(200);
  expect(breaker.isOpen).toBe(true);
});

test("probes that are late on a busy database do not open it while others are answered", async () => {
  const { breaker, changes } = breakerOf({ probe: () => sleep(20).then(away) });
  for (let rounds = 0; rounds < 40; rounds += 1) {
    breaker.noteAnswer();
    await sleep(5);
  }
  expect(changes).toEqual([]);
});
