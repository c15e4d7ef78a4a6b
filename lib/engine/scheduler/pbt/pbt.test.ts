import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeRng } from "../../rng/rng";
import { checkAssignments } from "../../space/contains";
import { sampleAssignments } from "../../space/sample";
import type { Assignments, Space } from "../../space/space";
import { arbitrarySpace, mustParse } from "../../testing/arbitrary-space";
import { mustStart, SUITE_STUDY } from "../../testing/scheduler-suite";
import { type Answer, followLog, type SchedulerEvent } from "../follow-log";
import { EMPTY_TABLE, type RungTable } from "../rung-table";
import { startSchedule } from "../start-schedule";
import { exploreAround } from "./explore";

const schedule = mustStart({ name: "pbt", options: { population: 4, interval: 2 } });
const assignments = (rate: number): Assignments => ({ rate, layers: 4, optimizer: "adam" });
const founders: readonly SchedulerEvent[] = [0, 1, 2, 3].map((trial) => ({
  kind: "start",
  trial,
  assignments: assignments(0.1),
}));
const at = (trial: number, step: number, loss: number | null): SchedulerEvent => ({
  kind: "measure",
  trial,
  step,
  losses: loss === null ? null : [loss],
});
const checkpoint = (trial: number, step: number): SchedulerEvent => ({ kind: "checkpoint", trial, step });
const play = (
  events: readonly SchedulerEvent[],
  table: RungTable = EMPTY_TABLE,
): { table: RungTable; last: Answer } => {
  const { table: after, answers } = followLog(schedule, events, table);
  return { table: after, last: answers[answers.length - 1] };
};

describe("population-based training", () => {
  test("the worst of four at a step stops, and its child goes on from the best one's checkpoint with changed assignments", () => {
    const { last } = play([...founders, at(0, 2, 0.1), checkpoint(0, 2), at(1, 2, 0.2), at(2, 2, 0.3), at(3, 2, 0.4)]);
    expect(last).toMatchObject({ kind: "decided", verdict: "stop", child: { parent: 3, donor: 0, from: 2 } });
  });

  test("it is over once every lineage is completed, and not while a place is free or a child is to come", () => {
    const end = (trial: number, outcome: "completed" | "failed" | "pruned"): SchedulerEvent => ({
      kind: "end",
      trial,
      outcome,
    });
    const isOver = (events: readonly SchedulerEvent[]): boolean | undefined =>
      schedule.scheduler.isOver?.(schedule.setting, play([...founders, ...events]).table);
    const three = [0, 1, 2].map((trial) => end(trial, "completed"));
    expect(isOver([])).toBe(false);
    expect(isOver(three)).toBe(false);
    expect(isOver([...three, end(3, "completed")])).toBe(true);
    expect(isOver([...three, end(3, "failed")])).toBe(false);
    const replaced = [at(0, 2, 0.1), checkpoint(0, 2), at(1, 2, 0.2), at(2, 2, 0.3), at(3, 2, 0.4)];
    expect(isOver([...replaced, ...three, end(3, "pruned")])).toBe(false);
  });

  test("pitfall 42: without a checkpoint of one of the best nobody is copied, and the trial goes on", () => {
    const { last } = play([...founders, at(0, 2, 0.1), at(1, 2, 0.2), checkpoint(1, 2), at(2, 2, 0.3), at(3, 2, 0.4)]);
    expect(last).toMatchObject({
      verdict: "continue",
      why: expect.stringContaining("none of the best has a checkpoint"),
    });
  });

  test("pitfall 42: nobody copies itself or an equal: with all results the same everybody goes on", () => {
    const saved = [0, 1, 2, 3].flatMap((trial) => [at(trial, 2, 0.5), checkpoint(trial, 2)]);
    const { table } = play([...founders, ...saved]);
    expect(table.rungs[0].results.map(({ verdict }) => verdict)).toEqual(Array(4).fill("continue"));
  });

  test("a report at the largest step there can be is answered as fast as any, by the deepest step that enough have come to", {
    timeout: 2_000,
  }, () => {
    const early = [0, 1, 2, 3].flatMap((trial) => [at(trial, 2, trial / 10), checkpoint(trial, 2)]);
    const endless = mustStart(
      { name: "pbt", options: { population: 4, interval: 2 } },
      { resource: { min: 1, max: null } },
    );
    const last = followLog(endless, [...founders, ...early, at(2, 1_000_000_000, 0.2)]).answers.at(-1);
    expect(last).toMatchObject({ verdict: "continue", why: "Rank 3 of 4 at step 2; not among the last 1." });
  });

  test("trials are compared at the same step only, however far the others are", () => {
    const ahead = [0, 1, 2].flatMap((trial) => [at(trial, 2, 0.9), at(trial, 4, 0.1), checkpoint(trial, 4)]);
    const { last } = play([...founders, ...ahead, at(3, 2, 0.5)]);
    expect(last).toMatchObject({ verdict: "continue" });
  });

  test("who comes first to a step is judged by the last one that enough have come to, so that it does not escape", () => {
    const { table, last } = play([
      ...founders,
      at(3, 2, 0.4),
      at(0, 2, 0.1),
      checkpoint(0, 2),
      at(1, 2, 0.2),
      at(2, 2, 0.3),
    ]);
    expect(last).toMatchObject({ verdict: "continue" });
    expect(play([at(3, 4, 0.01)], table).last).toMatchObject({ verdict: "stop", child: { donor: 0, from: 2 } });
  });

  test("a child is made once, keeps its parent's place, and is judged from the first step beyond its own beginning", () => {
    const stopped = play([
      ...founders,
      at(0, 2, 0.1),
      checkpoint(0, 2),
      at(1, 2, 0.2),
      at(2, 2, 0.3),
      at(3, 2, null),
    ]).table;
    const { table, last } = play(
      [
        { kind: "start", trial: 4 }, // the population is full: its places are taken by children only once it is not
        { kind: "start", trial: 5, parent: 3 },
        { kind: "start", trial: 6, parent: 3 },
      ],
      stopped,
    );
    expect(last).toEqual({ kind: "placed", placement: null });
    expect(table.members.map(({ trial, parent, from }) => [trial, parent, from])).toEqual([
      [0, null, 0],
      [1, null, 0],
      [2, null, 0],
      [3, null, 0],
      [5, 3, 2],
    ]);
    const judged = play([at(5, 3, 0.1), at(5, 4, 0.1)], table).table;
    expect(judged.rungs.map(({ resource, results }) => [resource, results.length])).toEqual([
      [2, 4],
      [4, 1],
    ]);
  });

  test("a founder that fails leaves its place to another, one that completes does not", () => {
    const failed = play([...founders, { kind: "end", trial: 1, outcome: "failed" }, { kind: "start", trial: 4 }]);
    expect(failed.last).toMatchObject({ placement: { bracket: 0 } });
    const completed = play([...founders, { kind: "end", trial: 1, outcome: "completed" }, { kind: "start", trial: 4 }]);
    expect(completed.last).toEqual({ kind: "placed", placement: null });
  });

  test("a study without checkpoints is refused", () => {
    expect(startSchedule({ name: "pbt" }, { ...SUITE_STUDY, checkpoint: "none" })).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("scheduler.checkpoint"),
    });
  });
});

describe("explore", () => {
  const changed = (space: Space, donor: Assignments, number: number, resample = 0): Assignments =>
    exploreAround({ space, donor, resample, rng: makeRng({ seed: "explore", purpose: "test", number }) });

  test("numbers are multiplied by 1.2 or 0.8 within their range, ints move by at least one, choices stay", () => {
    const space = mustParse({
      rate: { type: "float", low: 0, high: 1 },
      layers: { type: "int", low: 1, high: 10 },
      optimizer: { type: "categorical", choices: ["sgd", "adam"] },
    });
    const children = Array.from({ length: 40 }, (_, number) =>
      changed(space, { rate: 0.5, layers: 2, optimizer: "adam" }, number),
    );
    expect(new Set(children.map(({ rate }) => rate))).toEqual(new Set([0.6, 0.4]));
    expect(new Set(children.map(({ layers }) => layers))).toEqual(new Set([1, 3]));
    expect(new Set(children.map(({ optimizer }) => optimizer))).toEqual(new Set(["adam"]));
    expect(changed(space, { rate: 1, layers: 10, optimizer: "sgd" }, 0).optimizer).toBe("sgd");
  });

  test("children lie in the space, conditions and constraints included, whatever it is (seed 42)", () => {
    fc.assert(
      fc.property(arbitrarySpace(), fc.nat(1_000), (space, number) => {
        const donor = sampleAssignments(space, makeRng({ seed: "donor", purpose: "test", number }));
        fc.pre(checkAssignments(space, donor).length === 0);
        expect(checkAssignments(space, changed(space, donor, number, 0.25))).toEqual([]);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});
