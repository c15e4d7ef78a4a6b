import { describe, expect, test } from "vitest";
import { mustStart } from "../../testing/scheduler-suite";
import { type Answer, followLog, type SchedulerEvent } from "../follow-log";
import type { BracketPlan } from "../synchronous-brackets";
import { hyperbandRound } from "./brackets";

const text = (plan: BracketPlan): string => plan.map(({ size, resource }) => `${size}@${resource}`).join(" ");
const units = (plan: BracketPlan): number => plan.reduce((sum, { size, resource }) => sum + size * resource, 0);
const total = (round: readonly BracketPlan[]): number => round.reduce((sum, plan) => sum + units(plan), 0);
const starts = (round: readonly BracketPlan[]): readonly number[] => round.map(([{ size }]) => size);

const start = (trial: number): SchedulerEvent => ({ kind: "start", trial });
const report = (trial: number, step: number, loss: number | null): SchedulerEvent => ({
  kind: "measure",
  trial,
  step,
  losses: loss === null ? null : [loss],
});
const free = (workers: number): SchedulerEvent => ({ kind: "free", workers });
const numbers = (count: number, first = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);
const verdicts = (answers: readonly Answer[]): readonly string[] =>
  answers.flatMap((answer) => (answer.kind === "decided" ? [answer.verdict] : []));

describe("hyperband", () => {
  test("A1: R = 81, eta = 3, as the paper's algorithm rounds", () => {
    const round = hyperbandRound({ min: 1, max: 81, eta: 3, rounding: "ceil" });
    expect(round.map(text)).toEqual([
      "81@1 27@3 9@9 3@27 1@81",
      "34@3 11@9 3@27 1@81",
      "15@9 5@27 1@81",
      "8@27 2@81",
      "5@81",
    ]);
    expect(round.map(units)).toEqual([405, 363, 351, 378, 405]);
    expect(total(round)).toBe(1_902);
    expect(starts(round).reduce((sum, count) => sum + count, 0)).toBe(143);
  });

  test("A1: R = 81, eta = 3, as the paper's table rounds", () => {
    const round = hyperbandRound({ min: 1, max: 81, eta: 3, rounding: "floor" });
    expect(round.map(text)).toEqual([
      "81@1 27@3 9@9 3@27 1@81",
      "27@3 9@9 3@27 1@81",
      "9@9 3@27 1@81",
      "6@27 2@81",
      "5@81",
    ]);
    expect(round.map(units)).toEqual([405, 324, 243, 324, 405]);
    expect(total(round)).toBe(1_701);
    expect(starts(round).reduce((sum, count) => sum + count, 0)).toBe(128);
  });

  test("A1: R = 27 starts 27, 12, 6 and 4; eta = 2 with R = 8 is the table mlr3 publishes", () => {
    expect(starts(hyperbandRound({ min: 1, max: 27, eta: 3, rounding: "ceil" }))).toEqual([27, 12, 6, 4]);
    expect(hyperbandRound({ min: 1, max: 8, eta: 2, rounding: "ceil" }).map(text)).toEqual([
      "8@1 4@2 2@4 1@8",
      "6@2 3@4 1@8",
      "4@4 2@8",
      "4@8",
    ]);
  });

  // With resources 1, 3 and eta 3 a round is 3@1 1@3, then 2@3.
  const small = mustStart({ name: "hyperband" }, { resource: { min: 1, max: 3 } });

  test("workers fill the earliest bracket with a free slot; when all are full a new round begins, and nobody waits", () => {
    const { table } = followLog(small, numbers(12).map(start));
    expect(table.members.map(({ bracket }) => bracket)).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4]);
    expect(table.members.map(({ target }) => target)).toEqual([1, 1, 1, 3, 3, 1, 1, 1, 3, 3, 1, 1]);
  });

  test("a rung closes with its last result: nobody moves on before, and then the best do, once", () => {
    const events = [
      ...numbers(3).map(start),
      report(0, 1, 0.2),
      free(4),
      report(1, 1, 0.1),
      free(4),
      report(2, 1, 0.3),
      free(4),
      free(4),
    ];
    const { answers } = followLog(small, events);
    expect(verdicts(answers)).toEqual(["pause", "pause", "pause"]);
    expect(
      answers.flatMap((answer) => (answer.kind === "promoted" ? [answer.promotions.map(({ trial }) => trial)] : [])),
    ).toEqual([[], [], [1], []]);
  });

  test("who closes a rung as one of its best goes on without being handed out again", () => {
    const { answers, table } = followLog(small, [
      ...numbers(3).map(start),
      report(0, 1, 0.2),
      report(1, 1, 0.3),
      report(2, 1, 0.1),
    ]);
    expect(answers.at(-1)).toMatchObject({ verdict: "continue", target: 3 });
    expect(table.rungs[0].promotions).toEqual([{ trial: 2, bracket: 0, fromRung: 0, target: 3, from: 1 }]);
  });

  test("a trial that fails ranks last and does not keep its rung open; of fewer finite results fewer move on", () => {
    const failed: readonly SchedulerEvent[] = numbers(3).map((trial) => ({ kind: "end", trial, outcome: "failed" }));
    const { table } = followLog(small, [...numbers(3).map(start), failed[0], failed[1], report(2, 1, null), free(3)]);
    expect(table.rungs[0].results).toHaveLength(3);
    expect(table.rungs[0].promotions).toEqual([]);
    const one = followLog(small, [...numbers(3).map(start), failed[0], report(1, 1, 5), failed[2], free(3)]);
    expect(one.table.rungs[0].promotions.map(({ trial }) => trial)).toEqual([1]);
  });

  test("with checkpoints only the increment is trained; without one a trial begins anew, or does not move on where one is required", () => {
    const log = [
      ...numbers(3).map(start),
      report(0, 1, 0.1),
      { kind: "checkpoint", trial: 0, step: 1 } as const,
      report(1, 1, 0.05),
      report(2, 1, 0.3),
      free(1),
    ];
    const promotion = (checkpoint: "preferred" | "required") =>
      followLog(mustStart({ name: "hyperband" }, { resource: { min: 1, max: 3 }, checkpoint }), log).answers.at(-1);
    expect(promotion("preferred")).toMatchObject({ promotions: [{ trial: 1, from: 0 }] });
    expect(promotion("required")).toMatchObject({ promotions: [{ trial: 0, from: 1 }] });
  });

  test("when the study's trials end within a bracket, the bracket is smaller and still comes to its end", () => {
    const schedule = mustStart({ name: "hyperband" }, { resource: { min: 1, max: 9 }, trials: 5 });
    const log = [...numbers(5).map(start), ...numbers(5).map((trial) => report(trial, 1, 5 - trial))];
    const { table } = followLog(schedule, log);
    expect(table.rungs[0].promotions.map(({ trial, target }) => [trial, target])).toEqual([[4, 3]]);
  });
});
