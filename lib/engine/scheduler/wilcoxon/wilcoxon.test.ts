import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mustStart, SUITE_STUDY } from "../../testing/scheduler-suite";
import { followLog, type SchedulerEvent } from "../follow-log";
import { startSchedule } from "../start-schedule";
import { signedRankProbability } from "./signed-rank";

describe("the signed-rank test", () => {
  test("A12, pitfall 34: five positive differences have probability 1/32, four 1/16", () => {
    expect(signedRankProbability([1, 2, 3, 4, 5])).toBe(1 / 32);
    expect(signedRankProbability([4, 3, 1, 2])).toBe(1 / 16);
    expect(signedRankProbability([-1, -2, -3, -4, -5])).toBe(1);
  });

  test("pitfall 34: zeros are ranked and split, ties share ranks, and no difference at all is no evidence", () => {
    expect(signedRankProbability([0, 0, 0])).toBe(1);
    expect(signedRankProbability([])).toBe(1);
    // The zero has rank 1, the others 2 and 3: both positive is one of four ways.
    expect(signedRankProbability([0, 1, 2])).toBe(1 / 4);
    // Ranks 1.5, 1.5, 3 and the last negative: the sum 3 is reached by 1.5 + 1.5, 3 and more, five of eight ways.
    expect(signedRankProbability([1, 1, -2])).toBe(5 / 8);
  });

  test("it is the share of all signs whose positive ranks add up to as much, whatever the differences (seed 34)", () => {
    const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(differences, (given) => {
        expect(signedRankProbability(given)).toBeCloseTo(shareOfSigns(given), 12);
      }),
      { seed: 34, numRuns: 200 },
    );
  });

  test("beyond two hundred differences the normal approximation takes over within a hundredth", () => {
    const differences = Array.from({ length: 201 }, (_, index) => (index % 9 < 5 ? 1 : -1) * (1 + index));
    expect(signedRankProbability(differences)).toBeCloseTo(signedRankProbability(differences.slice(0, 200)), 1);
  });
});

/** By listing every assignment of signs. */
function shareOfSigns(differences: readonly number[]): number {
  const size = (difference: number): number => Math.abs(difference);
  const rank = (difference: number): number => {
    const smaller = differences.filter((other) => size(other) < size(difference)).length;
    const equal = differences.filter((other) => size(other) === size(difference)).length;
    return smaller + (equal + 1) / 2;
  };
  const sum = (positive: (index: number) => boolean): number =>
    differences.reduce((total, difference, index) => {
      if (difference === 0) return total + rank(difference) / 2;
      return positive(index) ? total + rank(difference) : total;
    }, 0);
  const observed = sum((index) => differences[index] > 0);
  const ways = Array.from({ length: 2 ** differences.length }, (_, signs) =>
    sum((index) => ((signs >> index) & 1) === 1),
  );
  return ways.filter((way) => way >= observed).length / ways.length;
}

describe("wilcoxon", () => {
  const schedule = mustStart({ name: "wilcoxon" });
  const fold = (trial: number, step: number, loss: number): SchedulerEvent => ({
    kind: "measure",
    trial,
    step,
    losses: [loss],
  });
  const incumbent: readonly SchedulerEvent[] = [
    { kind: "start", trial: 0 },
    ...[1, 2, 3, 4, 5, 6].map((step) => fold(0, step, step)),
    { kind: "end", trial: 0, outcome: "completed" },
  ];
  const verdicts = (losses: readonly number[]): readonly string[] => {
    const events = losses.map((loss, index) => fold(1, index + 1, loss));
    const { answers } = followLog(schedule, [...incumbent, { kind: "start", trial: 1 }, ...events]);
    return answers.slice(9).map((answer) => (answer.kind === "decided" ? answer.verdict : answer.kind));
  };

  test("stops once the folds in common are significantly worse: four worse ones are (1/16), three are not (1/8)", () => {
    expect(verdicts([1.1, 2.2, 3.3, 4.4])).toEqual(["continue", "continue", "continue", "stop"]);
  });

  test("never stops a trial whose average over these folds is at least as good, however many are worse", () => {
    expect(verdicts([1.1, 2.1, 3.1, 4.1, 3]).slice(4)).toEqual(["stop"]); // decided at the fourth
    expect(verdicts([-9, 2.1, 3.1, 4.1, 5.1, 6.1])).toEqual(Array(6).fill("continue"));
  });

  test("a study whose steps are no folds is refused", () => {
    const started = startSchedule({ name: "wilcoxon" }, { ...SUITE_STUDY, folds: false });
    expect(started).toMatchObject({ kind: "refused", why: expect.stringMatching(/^resource\.name: .* use median/) });
  });
});
