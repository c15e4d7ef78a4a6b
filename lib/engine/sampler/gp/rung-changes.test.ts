import fc from "fast-check";
import { expect, test } from "vitest";
import type { LossEntry } from "../../history";
import { changed, rungChanges } from "./rung-changes";

/** Losses by distance; at 0 the one at the rung that is asked about. */
function trial(number: number, losses: Readonly<Record<number, number>>): LossEntry {
  const { 0: top, ...others } = losses;
  const below = Object.entries(others).map(([distance, loss]) => ({ distance: Number(distance), losses: [loss] }));
  const outcome = top === undefined ? "pruned" : "completed";
  const identity = { number, assignments: {}, fingerprint: `${number}` };
  return { ...identity, outcome, losses: top === undefined ? null : [top], excess: [], below };
}
const added = (trials: readonly LossEntry[]) =>
  Object.fromEntries([...rungChanges(trials)].map(([distance, change]) => [distance, changed(0, change)]));

test("is the median change from rung to rung of the trials that came to both, added up", () => {
  const trials = [
    trial(0, { 1: 10, 0.5: 7, 0: 6 }),
    trial(1, { 1: 12, 0.5: 8, 0: 6.5 }),
    trial(2, { 1: 20, 0.5: 11 }),
    trial(3, { 1: 99 }),
  ];
  expect(added(trials)).toEqual({ 0: 0, 0.5: -1.25, 1: -1.25 - 4 });
});

test("goes past a rung that others came to, and is none where no trial came to any rung above", () => {
  const apart = [trial(0, { 1: 10, 0: 6 }), trial(1, { 1: 11, 0: 7 }), trial(2, { 0.5: 8 })];
  expect(added(apart)).toEqual({ 0: 0, 1: -4 });
  expect(added([trial(0, { 1: 10 }), trial(1, { 0: 3 })])).toEqual({ 0: 0 });
});

test("finds the spread that losses grow or shrink by, and the change of their middle", () => {
  for (const factor of [1 / 30, 1, 30]) {
    const trials = Array.from({ length: 8 }, (_, at) => trial(at, { 1: at, 0: 50 + factor * at }));
    const change = rungChanges(trials).get(1);
    expect(changed(20, change)).toBeCloseTo(50 + factor * 20, 6);
  }
});

test("a slope that noise alone would make is not believed: few promoted trials leave it near 1", () => {
  const noisy = [0.3, 1.9, 0.1, 1.2, 0.8, 1.4];
  const trials = noisy.map((to, at) => trial(at, { 1: at / 100, 0: to }));
  expect(rungChanges(trials).get(1)?.slope).toBeCloseTo(1, 1);
});

test("one trial that diverged changes hardly anything", () => {
  const trials = Array.from({ length: 9 }, (_, at) => trial(at, { 1: at, 0: 2 * at }));
  const change = rungChanges([...trials, trial(9, { 1: 4, 0: 1e20 })]).get(1);
  expect(changed(4, change)).toBeGreaterThan(7);
  expect(changed(4, change)).toBeLessThan(10);
});

test("losses stay finite numbers, in their order, however large they are", () => {
  const loss = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(loss, loss), { minLength: 1, maxLength: 5 }), loss, loss, (pairs, one, other) => {
      const changes = rungChanges(pairs.map(([from, to], number) => trial(number, { 1: from, 0: to })));
      const [after, afterOther] = [one, other].map((each) => changed(each, changes.get(1)));
      expect(Number.isFinite(after)).toBe(true);
      if (one < other) expect(after).toBeLessThanOrEqual(afterOther);
    }),
  );
});
