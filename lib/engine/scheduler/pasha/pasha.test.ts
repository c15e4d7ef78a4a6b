import { describe, expect, test } from "vitest";
import { mustStart } from "../../testing/scheduler-suite";
import { followLog, type SchedulerEvent } from "../follow-log";
import type { Member, RungTable } from "../rung-table";
import { noiseOf } from "./ranking-stability";

const schedule = mustStart({ name: "pasha", options: { eta: 2 } }, { resource: { min: 1, max: 8 } });

/** Four trials that all come to resource 1 with `first`; the best two go on to resource 2, with `second`. */
function play(first: readonly number[], second: Readonly<Record<number, number>>): RungTable {
  const started = first.flatMap((loss, trial): SchedulerEvent[] => [
    { kind: "start", trial },
    { kind: "measure", trial, step: 1, losses: [loss] },
    { kind: "free", workers: 4 },
  ]);
  const reached = Object.entries(second).map(([trial, loss]): SchedulerEvent => {
    return { kind: "measure", trial: Number(trial), step: 2, losses: [loss] };
  });
  return followLog(schedule, [...started, ...reached, { kind: "free", workers: 4 }]).table;
}

describe("pasha", () => {
  test("while the two top rungs agree nothing is trained beyond the second", () => {
    const table = play([0.1, 0.2, 0.8, 0.9], { 0: 0.05, 1: 0.15 });
    expect(table.rungs.map(({ resource }) => resource)).toEqual([1, 2]);
    expect(table.rungs[1].promotions).toEqual([]);
  });

  test("when they disagree about the order the next rung opens, and who waited goes on", () => {
    const table = play([0.1, 0.2, 0.8, 0.9], { 0: 0.15, 1: 0.05 });
    expect(table.rungs.map(({ resource }) => resource)).toEqual([1, 2, 4]);
    expect(table.rungs[1].promotions).toMatchObject([{ trial: 1, target: 4 }]);
  });

  test("trials that the lower rung could not tell apart may be in any order", () => {
    const table = play([0.1, 0.1, 0.8, 0.9], { 0: 0.15, 1: 0.05 });
    expect(table.rungs.map(({ resource }) => resource)).toEqual([1, 2]);
  });

  test("noise is the distance between trials whose curves cross and cross back, and of no others", () => {
    const member = (trial: number, losses: readonly number[]): Member => ({
      trial,
      bracket: 0,
      parent: null,
      from: 0,
      assignments: null,
      target: null,
      reached: -1,
      curve: losses.map((loss, index) => ({ step: index + 1, losses: [loss] })),
      checkpoint: 0,
      ended: null,
    });
    const [one, crossing, once] = [member(0, [1, 1, 1]), member(1, [2, 0.5, 1.25]), member(2, [5, 0, 0])];
    expect(noiseOf([one, crossing], 90)).toBe(0.25);
    expect(noiseOf([one, once], 90)).toBe(0);
  });
});
