import { expect, test } from "vitest";
import type { LossEntry } from "../../history";
import { commonDecline } from "./common-decline";

/** Losses by distance; at 0 the one at the rung that is asked about. */
function trial(number: number, losses: Readonly<Record<number, number>>): LossEntry {
  const { 0: top, ...others } = losses;
  const below = Object.entries(others).map(([distance, loss]) => ({ distance: Number(distance), losses: [loss] }));
  const outcome = top === undefined ? "pruned" : "completed";
  const identity = { number, assignments: {}, fingerprint: `${number}` };
  return { ...identity, outcome, losses: top === undefined ? null : [top], excess: [], below };
}

test("is the median change from rung to rung of the trials that came to both, added up", () => {
  const entries = [
    trial(0, { 1: 10, 0.5: 7, 0: 6 }),
    trial(1, { 1: 12, 0.5: 8, 0: 6.5 }),
    trial(2, { 1: 20, 0.5: 11 }),
    trial(3, { 1: 99 }),
  ];
  expect([...commonDecline(entries)]).toEqual([
    [0.5, -1.25],
    [1, -1.25 - 4],
  ]);
});

test("is none between rungs that no trial came to both of, and none at all without rungs", () => {
  expect([...commonDecline([trial(0, { 1: 10 }), trial(1, { 0: 3 })])]).toEqual([[1, 0]]);
  expect(commonDecline([trial(0, { 0: 3 }), trial(1, { 0: 4 })]).size).toBe(0);
});
