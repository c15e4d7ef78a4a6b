import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeRng } from "../../rng/rng";
import { checkAssignments } from "../../space/contains";
import { sampleAssignments } from "../../space/sample";
import { arbitrarySpace, mustParse } from "../../testing/arbitrary-space";
import { mustStart } from "../../testing/scheduler-suite";
import { followLog, type SchedulerEvent } from "../follow-log";
import { type Bandit, chooseNumbers } from "./choose-numbers";
import { type Improvement, improvementsOf, pendingAssignments } from "./improvements";
import { fitTimeVaryingModel, type TimedPoint } from "./time-varying-model";

const space = mustParse({ rate: { type: "float", low: 0, high: 1 } });
const rngOf = (number: number) => makeRng({ seed: "pb2", purpose: "test", number });
/** Improvements by a rate that is best at `peak`, in these intervals. */
const around = (peak: number, times: readonly number[]): readonly Improvement[] =>
  times.flatMap((time) =>
    [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95].map((rate) => ({
      time,
      assignments: { rate },
      gain: 1 - (rate - peak) ** 2,
    })),
  );
const choose = (improvements: readonly Improvement[], fields: Partial<Bandit> = {}): number => {
  const bandit = { space, donor: { rate: 0.5 }, resample: 0.25, improvements, pending: [], time: 6, rng: rngOf(1) };
  return Number(chooseNumbers({ ...bandit, ...fields }).rate);
};

describe("the bandit", () => {
  test("chooses numbers near those that brought most improvement, wherever the donor is", () => {
    const improvements = around(0.8, [3, 4, 5]);
    for (let number = 0; number < 20; number += 1)
      expect(Math.abs(choose(improvements, { donor: { rate: 0.1 }, rng: rngOf(number) }) - 0.8)).toBeLessThan(0.15);
  });

  test("forgets: what brought improvement long ago does not count when it does no more", () => {
    const changed = [...around(0.1, [0, 1]), ...around(0.9, [4, 5])];
    expect(choose(changed)).toBeGreaterThan(0.7);
  });

  test("keeps clear of what trains already", () => {
    const few = around(0.5, [5]).filter((_, index) => index % 2 === 0);
    const alone = choose(few);
    const beside = choose(few, { pending: Array(6).fill({ rate: alone }) });
    expect(Math.abs(beside - alone)).toBeGreaterThan(0.02);
  });

  test("knows too little from three improvements, or from equal ones, and changes the donor at random then", () => {
    const equal = around(0.8, [5]).map((improvement) => ({ ...improvement, gain: 0.1 }));
    const unknown = choose([], { resample: 0 });
    expect([0.4, 0.6]).toContain(unknown);
    expect(choose(around(0.8, [5]).slice(0, 3), { resample: 0 })).toBe(unknown);
    expect(choose(equal, { resample: 0 })).toBe(unknown);
  });

  test("children lie in the space, conditions and constraints included, whatever it is (seed 43)", () => {
    fc.assert(
      fc.property(arbitrarySpace(), fc.nat(1_000), (any, number) => {
        const drawn = Array.from({ length: 6 }, (_, index) => sampleAssignments(any, rngOf(10 * number + index)));
        const [donor, ...others] = drawn;
        fc.pre(checkAssignments(any, donor).length === 0);
        const improvements = others.map((assignments, gain): Improvement => ({ time: gain % 2, assignments, gain }));
        const child = chooseNumbers({
          space: any,
          donor,
          resample: 0.25,
          improvements,
          pending: [donor],
          time: 2,
          rng: rngOf(number),
        });
        expect(checkAssignments(any, child)).toEqual([]);
      }),
      { seed: 43, numRuns: 60 },
    );
  });
});

describe("the time-varying model", () => {
  const at = (unit: number, time: number): TimedPoint => ({ units: [unit], choices: [], time });

  test("interpolates, and pending points lower its deviation but leave its mean alone (pitfall 20)", () => {
    const points = [0, 0.25, 0.5, 0.75, 1].map((unit) => at(unit, 1));
    const targets = [-1.3, -0.4, 0.4, 1.3, 0];
    const model = fitTimeVaryingModel(points, targets, []);
    const informed = fitTimeVaryingModel(points, targets, [at(0.6, 1)]);
    expect(model.mean(at(0.75, 1))).toBeGreaterThan(0.8);
    expect(informed.mean(at(0.6, 1))).toBe(model.mean(at(0.6, 1)));
    expect(informed.deviation(at(0.6, 1))).toBeLessThan(model.deviation(at(0.6, 1)));
    expect(model.deviation(at(9, 1))).toBeCloseTo(1, 9);
  });
});

describe("what a population has learnt", () => {
  const schedule = mustStart({ name: "pb2", options: { population: 4, interval: 2 } });
  const assignments = { rate: 0.1, layers: 4, optimizer: "adam" };
  const at = (trial: number, step: number, loss: number | null): SchedulerEvent => ({
    kind: "measure",
    trial,
    step,
    losses: loss === null ? null : [loss],
  });
  const log: readonly SchedulerEvent[] = [
    ...[0, 1, 2, 3].map((trial): SchedulerEvent => ({ kind: "start", trial, assignments })),
    at(0, 2, 0.5),
    { kind: "checkpoint", trial: 0, step: 2 },
    at(1, 2, 0.6),
    at(2, 2, null),
    at(3, 2, 0.9),
  ];

  test("an interval's gain is its loss before minus after, a child's from its donor's checkpoint on", () => {
    const born = followLog(schedule, [...log, { kind: "start", trial: 4, parent: 3 }]);
    const parent = born.table.members.find(({ trial }) => trial === 4)?.parent;
    expect(parent ?? null).toBeNull(); // trial 2, without a number, is the last of four
    const { table } = followLog(schedule, [at(0, 4, 0.25), at(1, 4, 0.7), at(3, 4, null)], born.table);
    expect(improvementsOf(table, 2).map(({ time, gain }) => [time, Number(gain.toFixed(9))])).toEqual([
      [1, 0.25],
      [1, -0.1],
    ]);
  });

  test("a child's first interval begins with its donor's loss; it is pending until its first result", () => {
    const worst = [...log.slice(0, -2), at(3, 2, 0.9), at(2, 2, 0.95)];
    const { table } = followLog(schedule, [...worst, { kind: "start", trial: 4, parent: 2 }, at(4, 4, 0.3)]);
    expect(improvementsOf(table, 2).map(({ gain }) => Number(gain.toFixed(9)))).toEqual([0.2]);
    const [member] = table.members;
    const report = { bracket: 0, rung: 1, resource: 4, member, step: 4, losses: [0.1] };
    expect(pendingAssignments(table, report)).toHaveLength(3);
  });
});
