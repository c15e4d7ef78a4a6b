import { describe, expect, test } from "vitest";
import { FATE_TRIALS_MAX, type StudyRungs } from "../contract/study-rungs";
import { parseTrialFilter } from "../domain/trial-filter/parse-trial-filter";
import { emptyRungs, rungsTable, rungsView, trialsFilter } from "./rungs";

const fate = (name: StudyRungs["rungs"][number]["fates"][number]["fate"], trials: number[]) => ({
  fate: name,
  count: trials.length,
  trials,
});
const NONE: StudyRungs = { brackets_total: 0, rungs_total: 0, members: [], rungs: [] };
const TWO: StudyRungs = {
  brackets_total: 2,
  rungs_total: 3,
  members: [
    { bracket: 0, count: 7 },
    { bracket: 1, count: 2 },
  ],
  rungs: [
    {
      ...{ bracket: 0, rung: 0, resource: 1, reached: 6, looked_at: 6, on_the_way: 1, quota: 2 },
      // In whatever order the database has them.
      fates: [fate("waiting", [4, 5, 6]), fate("failed", [3]), fate("moved_on", [1, 2])],
    },
    {
      bracket: 0,
      rung: 1,
      resource: 3,
      reached: 1,
      looked_at: 1,
      on_the_way: 1,
      quota: 0,
      fates: [fate("training", [1])],
    },
    { bracket: 1, rung: 0, resource: 3, reached: 0, looked_at: 0, on_the_way: 2, quota: 0, fates: [] },
  ],
};

describe("rungs and brackets", () => {
  test("each trial that came to a rung stands in one segment, who goes on at the bottom", () => {
    const { brackets, levels, most } = rungsView(TWO);
    expect(levels).toEqual([1, 3]);
    expect(most).toBe(6);
    const [first] = brackets[0]?.bars ?? [];
    expect(first?.segments.map(({ fate: name, from, to }) => [name, from, to])).toEqual([
      ["moved_on", 0, 2],
      ["waiting", 2, 5],
      ["failed", 5, 6],
    ]);
    expect(first?.segments.reduce((sum, { count }) => sum + count, 0)).toBe(first?.reached);
  });

  test("what moved on flows to the next rung of its own bracket, at that rung's place; the last rung flows nowhere", () => {
    const { brackets } = rungsView(TWO);
    expect(brackets.map(({ bars }) => bars.map(({ level, flowsTo }) => [level, flowsTo?.level ?? null]))).toEqual([
      [
        [0, 1],
        [1, null],
      ],
      [[1, null]],
    ]);
    expect(brackets[0]?.bars[0]?.flowsTo).toEqual({ level: 1, count: 2, reached: 1 });
  });

  test("what is left out is said, and nothing is said while all is drawn", () => {
    expect(rungsView(TWO).remarks).toEqual([]);
    expect(rungsView({ ...TWO, brackets_total: 80, rungs_total: 900 }).remarks).toEqual([
      "The newest 2 of 80 brackets",
      "3 of 900 rungs drawn",
    ]);
  });

  test("the table has a row for each rung, with its counts and a gap where nobody is counted", () => {
    const { columns, rows } = rungsTable(
      rungsView({ ...TWO, rungs: TWO.rungs.map((rung) => ({ ...rung, quota: null })) }),
    );
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns.length]));
    expect(rows[0]).toEqual([0, 0, 1, 6, 1, null, 2, 0, 0, 3, 0, 0, 1]);
  });

  test("before anybody came to a rung it says what it waits for", () => {
    expect(emptyRungs(NONE)?.title).toBe("No trial has a place yet");
    expect(emptyRungs({ ...TWO, rungs: [] })?.text).toContain("9 trials are on the way");
    expect(emptyRungs(TWO)).toBeNull();
    expect(rungsView(NONE)).toMatchObject({ levels: [], brackets: [], most: 1 });
  });

  test("trials become a filter", () => {
    expect(trialsFilter([3])).toBe("number = 3");
    expect(trialsFilter([3, 7])).toBe("number in (3, 7)");
    const most = Array.from({ length: FATE_TRIALS_MAX }, (_, number) => number);
    expect(parseTrialFilter(trialsFilter(most))).toMatchObject({ kind: "filter" });
  });
});
