import { describe, expect, test } from "vitest";
import { mustStart, SUITE_STUDY } from "../testing/scheduler-suite";
import { followLog, type Schedule, type SchedulerEvent } from "./follow-log";
import { EMPTY_TABLE, type RungTable } from "./rung-table";
import { startSchedule } from "./start-schedule";

const at = (trial: number, step: number, loss: number | null, cost?: number): SchedulerEvent => ({
  kind: "measure",
  trial,
  step,
  losses: loss === null ? null : [loss],
  ...(cost === undefined ? {} : { cost }),
});

/** Trials with these curves from step 1 on, one after the other. */
function curves(schedule: Schedule, losses: readonly (readonly (number | null)[])[]): RungTable {
  const events = losses.flatMap((curve, trial): SchedulerEvent[] => [
    { kind: "start", trial },
    ...curve.map((loss, index) => at(trial, index + 1, loss)),
  ]);
  return followLog(schedule, events).table;
}

/** The verdicts on one more trial that measures this. */
function judge(schedule: Schedule, table: RungTable, events: readonly SchedulerEvent[]): readonly string[] {
  const { answers } = followLog(schedule, [{ kind: "start", trial: 99 }, ...events], table);
  return answers.flatMap((answer) => (answer.kind === "decided" ? [answer.verdict] : []));
}

describe("median", () => {
  const schedule = mustStart({ name: "median" });
  // Averages up to step 2 are 1, 2, 3, 4, 5; their median is 3.
  const five = [2, 4, 6, 8, 10].map((sum) => [sum - 1, 1]);

  test("a trial is stopped when its best so far is worse than the median of the others' averages", () => {
    const table = curves(schedule, five);
    expect(judge(schedule, table, [at(99, 2, 3.1)])).toEqual(["stop"]);
    expect(judge(schedule, table, [at(99, 2, 3)])).toEqual(["continue"]);
    expect(judge(schedule, table, [at(99, 1, 0.5), at(99, 2, 3.1)])).toEqual(["continue", "continue"]);
  });

  test("pitfall 45: of the others only what they measured up to this step counts", () => {
    const table = curves(
      schedule,
      five.map((curve) => [...curve, 0, 0, 0, 0]),
    );
    expect(judge(schedule, table, [at(99, 2, 3)])).toEqual(["continue"]);
    expect(judge(schedule, table, [at(99, 2, 3.1)])).toEqual(["stop"]);
  });

  test("pitfall 45: the first five trials to come to a step are never stopped there", () => {
    const worsening = [1, 2, 3, 4, 5].map((loss) => [loss]);
    const { rungs } = curves(schedule, worsening);
    expect(rungs.flatMap(({ results }) => results.map(({ verdict }) => verdict))).toEqual(Array(5).fill("continue"));
    expect(judge(schedule, curves(schedule, worsening), [at(99, 1, 6)])).toEqual(["stop"]);
  });

  test("a result that is no number is worse than any median, but no reason to stop when there are too few others", () => {
    expect(judge(schedule, curves(schedule, five), [at(99, 2, null)])).toEqual(["stop"]);
    expect(judge(schedule, curves(schedule, five.slice(1)), [at(99, 2, null)])).toEqual(["continue"]);
  });

  test("a report that comes late or again does not change a verdict", () => {
    const table = curves(schedule, five);
    expect(judge(schedule, table, [at(99, 2, 9), at(99, 2, 0), at(99, 1, 0), at(99, 3, 0)])).toEqual(
      Array(4).fill("stop"),
    );
  });
});

describe("percentile", () => {
  test("keeps who is among the best 75 percent of the others at the step, interpolated between two", () => {
    const schedule = mustStart({ name: "percentile" });
    const table = curves(schedule, [[1], [2], [3], [4], [5], [6]]); // the 75th percentile is 4.75
    expect(judge(schedule, table, [at(99, 1, 4.75)])).toEqual(["continue"]);
    expect(judge(schedule, table, [at(99, 1, 4.76)])).toEqual(["stop"]);
  });

  test("grace and interval set the steps at which it judges", () => {
    const schedule = mustStart({ name: "percentile", options: { grace: 2, interval: 3, min_trials: 1 } });
    const table = curves(schedule, [[1, 1, 1, 1, 1]]);
    expect(judge(schedule, table, [at(99, 1, 9)])).toEqual(["continue"]);
    expect(judge(schedule, table, [at(99, 1, 0), at(99, 2, 0), at(99, 4, 9), at(99, 5, 9)])).toEqual(
      Array(4).fill("continue"),
    );
    expect(judge(schedule, table, [at(99, 2, 9)])).toEqual(["stop"]);
  });
});

describe("patience", () => {
  const schedule = mustStart({ name: "patience", options: { patience: 3, min_delta: 0.5 } });

  test("stops when the best of the last steps is not better by more than min_delta than the best before", () => {
    const losses = [5, 4, 3.6, 3.5, 3.5];
    const events = losses.map((loss, index) => at(99, index + 1, loss));
    expect(judge(schedule, EMPTY_TABLE, events)).toEqual(["continue", "continue", "continue", "continue", "stop"]);
  });

  test("three steps without a number stop a trial that had one before, and any improvement lets it go on", () => {
    expect(judge(schedule, EMPTY_TABLE, [at(99, 1, 5), at(99, 2, null), at(99, 4, null)]).at(-1)).toBe("stop");
    expect(judge(schedule, EMPTY_TABLE, [at(99, 1, null), at(99, 4, 7)]).at(-1)).toBe("continue");
  });
});

describe("threshold", () => {
  test("bounds are in the objective's own direction and unit; what is no number is beyond them", () => {
    const schedule = mustStart(
      { name: "threshold", options: { lower: 0.2 } },
      { objectives: [{ metric: "accuracy", direction: "maximize" }] },
    );
    expect(judge(schedule, EMPTY_TABLE, [at(99, 1, -0.2)])).toEqual(["continue"]);
    expect(judge(schedule, EMPTY_TABLE, [at(99, 1, -0.19)])).toEqual(["stop"]);
    expect(judge(schedule, EMPTY_TABLE, [at(99, 1, null)])).toEqual(["stop"]);
  });

  test("bounds that leave nothing between them are refused", () => {
    const started = startSchedule({ name: "threshold", options: { lower: 2, upper: 1 } }, SUITE_STUDY);
    expect(started).toMatchObject({ kind: "refused", why: expect.stringContaining("scheduler.lower") });
  });
});

describe("cost-cap", () => {
  test("stops what costs more than the limit, or than a multiple of the median of the others at the same step", () => {
    const schedule = mustStart({ name: "cost-cap", options: { max_cost: 100, ratio: 2, min_trials: 3 } });
    const events = [10, 20, 30].flatMap((cost, trial): SchedulerEvent[] => [
      { kind: "start", trial },
      at(trial, 1, 0, cost),
    ]);
    const { table } = followLog(schedule, events);
    expect(judge(schedule, table, [at(99, 1, 0, 40)])).toEqual(["continue"]);
    expect(judge(schedule, table, [at(99, 1, 0, 41)])).toEqual(["stop"]);
    expect(judge(schedule, table, [at(99, 2, 0, 100), at(99, 3, 0, 101)])).toEqual(["continue", "stop"]);
    expect(judge(schedule, table, [at(99, 1, 0)])).toEqual(["continue"]);
  });
});
