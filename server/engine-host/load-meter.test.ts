import { expect, test } from "vitest";
import { chooseTier, type Load, noLoad, noteAsked, noteCall, utilisation } from "./load-meter";

/** One suggestion asked for every `every` seconds, each taking `cost(tier)` seconds, from `from` to `to`. */
function run(
  load: Load,
  { from, to, every, cost }: { from: number; to: number; every: number; cost: readonly number[] },
): Load {
  let now = load;
  for (let at = from; at < to; at += every) {
    now = noteAsked(now, { count: 1, at });
    now = chooseTier(now, { tiers: cost.length, at });
    now = noteCall(now, { tier: now.tier, count: 1, seconds: cost[now.tier] ?? 0, at });
  }
  return now;
}

const COST = [1, 0.2, 0.01] as const;

test("one ask a second for suggestions of a second goes to a cheaper tier, though not within the first ten seconds", () => {
  expect(run(noLoad(0), { from: 0, to: 10, every: 1, cost: COST }).tier).toBe(0);
  expect(run(noLoad(0), { from: 0, to: 60, every: 1, cost: COST }).tier).toBe(1);
});

test("more asks go to the cheapest, and utilisation is then below what is too much", () => {
  const load = run(noLoad(0), { from: 0, to: 120, every: 0.1, cost: COST });
  expect(load.tier).toBe(2);
  expect(utilisation(load)).toBeLessThan(0.7);
});

test("the cheapest tier serves on under any load", () => {
  expect(run(noLoad(0), { from: 0, to: 120, every: 0.01, cost: [1, 1] }).tier).toBe(1);
});

test("when the asks have ceased, the dearer tiers serve again, one after the other", () => {
  const busy = run(noLoad(0), { from: 0, to: 120, every: 0.1, cost: COST });
  expect(run(busy, { from: 120, to: 130, every: 5, cost: COST }).tier).toBe(2);
  expect(run(busy, { from: 120, to: 400, every: 5, cost: COST }).tier).toBe(0);
});

test("between the two thresholds nothing changes, so a study does not go to and fro", () => {
  // 0.6 of the dear tier: too little to leave it, too much to come back to it.
  const steady = { every: 1 / 0.6, cost: COST };
  expect(run(noLoad(0), { from: 0, to: 300, ...steady }).tier).toBe(0);
  const left = run(noLoad(0), { from: 0, to: 40, every: 1, cost: COST });
  expect(left.tier).toBe(1);
  expect(run(left, { from: 40, to: 300, ...steady }).tier).toBe(1);
});

test("many for one call are cheaper by the suggestion", () => {
  const alone = noteCall(noteAsked(noLoad(0), { count: 8, at: 0 }), { tier: 0, count: 1, seconds: 1, at: 0 });
  const together = noteCall(noteAsked(noLoad(0), { count: 8, at: 0 }), { tier: 0, count: 8, seconds: 1, at: 0 });
  expect(utilisation(together)).toBeCloseTo(utilisation(alone) / 8);
});
