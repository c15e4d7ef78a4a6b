import { describe, expect, test } from "vitest";
import { mustStart, SUITE_STUDY } from "../../testing/scheduler-suite";
import { type Answer, followLog, type SchedulerEvent } from "../follow-log";
import { rungOf } from "../rung-table";
import { startSchedule } from "../start-schedule";

const promoting = mustStart({ name: "asha" }, { resource: { min: 1, max: 9 } });
const stopping = mustStart({ name: "asha", options: { mode: "stop" } }, { resource: { min: 1, max: 9 } });

/** Trials 0, 1, … arrive at step 1 with these losses, each start followed by its report. */
function arrivals(losses: readonly (number | null)[]): readonly SchedulerEvent[] {
  return losses.flatMap((loss, trial): SchedulerEvent[] => [
    { kind: "start", trial },
    { kind: "measure", trial, step: 1, losses: loss === null ? null : [loss] },
    { kind: "free", workers: 1 },
  ]);
}

/** What happens at each arrival: who is sent on, be it by its own verdict or as promoted. */
function sentOn(answers: readonly Answer[]): readonly (readonly number[])[] {
  const moves: number[][] = [];
  for (const answer of answers) {
    if (answer.kind === "placed") moves.push([]);
    if (answer.kind === "decided" && answer.verdict === "continue") moves[moves.length - 1].push(moves.length - 1);
    if (answer.kind === "promoted") moves[moves.length - 1].push(...answer.promotions.map(({ trial }) => trial));
  }
  return moves;
}

describe("asha, mode promote", () => {
  test("A2, pitfall 3: .9 .5 .7 promotes .5, then .4 promotes .4, then .8 and .6 promote nobody", () => {
    const { answers } = followLog(promoting, arrivals([0.9, 0.5, 0.7, 0.4, 0.8, 0.6]));
    expect(sentOn(answers)).toEqual([[], [], [1], [3], [], []]);
  });

  test("A2: rung 1 promotes only once it holds three results", () => {
    const base = followLog(promoting, arrivals([0.9, 0.5, 0.7, 0.4, 0.8, 0.6, 0.3, 0.2, 0.95]));
    const reach = (trial: number, loss: number): SchedulerEvent => ({
      kind: "measure",
      trial,
      step: 3,
      losses: [loss],
    });
    const onRung1 = [reach(1, 0.45), reach(3, 0.35), reach(6, 0.25)];
    const { answers, table } = followLog(promoting, onRung1, base.table);
    expect(answers.map((answer) => (answer.kind === "decided" ? answer.verdict : answer.kind))).toEqual([
      "pause",
      "pause",
      "continue",
    ]);
    expect(rungOf(table, 0, 1)?.promotions.map(({ trial }) => trial)).toEqual([6]);
  });

  test("pitfall 4: with the worst first, those paused are resumed when more have come", () => {
    const { answers } = followLog(promoting, arrivals([0.9, 0.8, 0.7, 0.71, 0.72, 0.73]));
    expect(sentOn(answers)).toEqual([[], [], [2], [], [], [3]]);
  });

  test("pitfall 6: a result that is no number counts as a result, ranks last and is never promoted", () => {
    const { answers, table } = followLog(promoting, arrivals([null, null, null, 0.5]));
    expect(sentOn(answers)).toEqual([[], [], [], [3]]);
    expect(rungOf(table, 0, 0)?.results).toHaveLength(4);
  });

  test("pitfall 7: f minimized and -f maximized arrive here as the same losses, equal ones in order of trial number", () => {
    const { answers } = followLog(promoting, arrivals([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]));
    expect(sentOn(answers)).toEqual([[], [], [0], [], [], [1]]);
  });

  test("a report that comes again hears what was decided, unless the trial has been promoted since", () => {
    const { table } = followLog(promoting, arrivals([0.9, 0.5, 0.7]));
    const again = (trial: number): SchedulerEvent => ({ kind: "measure", trial, step: 1, losses: [0] });
    const { answers, table: after } = followLog(promoting, [again(0), again(1)], table);
    expect(answers).toMatchObject([{ verdict: "pause" }, { verdict: "continue", target: 3 }]);
    expect(after).toEqual(table);
  });

  test("the most advanced rung promotes first; a trial that was cancelled while paused does not go on", () => {
    const base = followLog(promoting, arrivals([0.9, 0.5, 0.7, 0.8]));
    const cancelled = followLog(promoting, [{ kind: "end", trial: 3, outcome: "cancelled" }], base.table);
    const more: readonly SchedulerEvent[] = [
      { kind: "start", trial: 4 },
      { kind: "measure", trial: 4, step: 1, losses: [0.99] },
      { kind: "start", trial: 5 },
      { kind: "measure", trial: 5, step: 1, losses: [0.98] },
      { kind: "free", workers: 5 },
    ];
    const answer = followLog(promoting, more, cancelled.table).answers.at(-1);
    expect(answer).toMatchObject({ promotions: [{ trial: 2, target: 3 }] });
  });

  test("a trial that completes early counts in the rung it was to come to, one that failed ranks last there", () => {
    const { table } = followLog(promoting, [
      ...arrivals([0.9, 0.5, 0.7, 0.4]),
      { kind: "end", trial: 1, outcome: "completed", losses: [0.3] },
      { kind: "end", trial: 3, outcome: "failed" },
    ]);
    expect(rungOf(table, 0, 1)?.results.map(({ trial, losses }) => [trial, losses])).toEqual([
      [1, [0.3]],
      [3, null],
    ]);
  });

  test("brackets begin one rung later each and are dealt in Hyperband's proportions", () => {
    const schedule = mustStart({ name: "asha", options: { brackets: 3 } }, { resource: { min: 1, max: 9 } });
    const { table } = followLog(
      schedule,
      Array.from({ length: 11 }, (_, trial): SchedulerEvent => ({ kind: "start", trial })),
    );
    const counts = [0, 1, 2].map((bracket) => table.members.filter((member) => member.bracket === bracket).length);
    expect(counts).toEqual([6, 3, 2]); // in proportion to 9/3, 3/2, 1
    expect(table.members.find(({ bracket }) => bracket === 1)?.target).toBe(3);
  });
});

describe("asha, mode stop", () => {
  test("A2: .9 and .5 run on, .7 stops, .4 runs on", () => {
    const { answers } = followLog(stopping, arrivals([0.9, 0.5, 0.7, 0.4]));
    expect(answers.flatMap((answer) => (answer.kind === "decided" ? [answer.verdict] : []))).toEqual([
      "continue",
      "continue",
      "stop",
      "continue",
    ]);
  });

  test("pitfall 4: it does not claim to resume: nobody is ever promoted", () => {
    const { answers } = followLog(stopping, arrivals([0.9, 0.8, 0.7, 0.71, 0.72, 0.73]));
    expect(sentOn(answers)).toEqual([[0], [1], [2], [], [], []]);
    expect(answers.filter((answer) => answer.kind === "promoted" && answer.promotions.length > 0)).toEqual([]);
  });

  test("a leap over several rungs is judged in each of them, in order", () => {
    const { table } = followLog(stopping, [
      { kind: "start", trial: 0 },
      { kind: "measure", trial: 0, step: 4, losses: [1] },
    ]);
    expect(table.rungs.map(({ resource, results }) => [resource, results[0].step])).toEqual([
      [1, 4],
      [3, 4],
    ]);
  });

  test("grace moves the first rung, and a range too narrow for two rungs is refused", () => {
    const study = { ...SUITE_STUDY, resource: { min: 1, max: 9 } };
    const schedule = mustStart({ name: "asha", options: { mode: "stop", grace: 3 } }, study);
    const early = followLog(schedule, arrivals([3, 2, 1, 4]));
    expect(early.table.rungs).toEqual([]);
    const narrow = startSchedule({ name: "asha", options: { grace: 4 } }, study);
    expect(narrow).toMatchObject({ kind: "refused", why: expect.stringContaining("resource.max") });
    const noResume = startSchedule({ name: "asha" }, { ...study, checkpoint: "none" });
    expect(noResume).toMatchObject({ kind: "refused", why: expect.stringContaining("mode: stop") });
  });
});
