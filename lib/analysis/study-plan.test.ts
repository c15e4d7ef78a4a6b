import { describe, expect, test } from "vitest";
import type { StudyPlan } from "../contract/study-plan";
import { planLevels, planRows } from "./study-plan";

const PLAN: StudyPlan = {
  trials: 27,
  completed: 1,
  stopped: 0,
  not_promoted: 26,
  workers: 3,
  resource: { name: "epoch", total: 81, share: 0.3333 },
  seconds: 3_600,
  cost: null,
  levels: [
    { resource: 1, results: 27, promotions: 9 },
    { resource: 3, results: 9, promotions: 3 },
    { resource: 9, results: 3, promotions: 0 },
  ],
  brackets: [],
  played: 27,
  certainty: "ranks",
  notes: [],
};

describe("a plan in words", () => {
  test("says how trials end, what they train and how long it takes, and leaves out what is not known", () => {
    expect(planRows(PLAN)).toEqual([
      { label: "Trials", value: "27: 1 to their end, 26 left at a rung" },
      { label: "Trained in all", value: "81 epochs, 33 % of what they would take without a scheduler" },
      { label: "Time", value: "1 h 00 min with 3 workers" },
    ]);
    expect(planRows({ ...PLAN, completed: 27, not_promoted: 0, resource: null, seconds: null })).toEqual([
      { label: "Trials", value: "27" },
    ]);
  });

  test("draws the busiest rung as wide as there is room, and who goes on as a part of it", () => {
    const { rows, left } = planLevels(PLAN);
    expect(left).toBe(0);
    expect(rows.map(({ width, goOnWidth, goOn }) => [width, goOnWidth.slice(0, 4), goOn])).toEqual([
      ["100%", "33.3", 9],
      [expect.stringMatching(/^33\.3/), "33.3", 3],
      [expect.stringMatching(/^11\.1/), "0%", null],
    ]);
  });

  test("of many rungs some are shown, the last among them, and it is said how many are not", () => {
    const levels = Array.from({ length: 50 }, (_, index) => ({
      resource: index + 1,
      results: 50 - index,
      promotions: 0,
    }));
    const { rows, left } = planLevels({ ...PLAN, levels });
    expect(rows.length).toBeLessThanOrEqual(13);
    expect(rows.at(-1)?.resource).toBe(50);
    expect(left).toBe(50 - rows.length);
  });
});
