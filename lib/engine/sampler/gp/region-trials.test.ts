/** Studies of more than 20 free parameters: while the search stalls, every other trial is kept in a box around the incumbent. */
import { describe, expect, test } from "vitest";
import { suggest } from "../../engine";
import { type HistoryEntry, toLossEntry } from "../../history";
import type { SuggestMessage } from "../../messages";
import { checkAssignments } from "../../space/contains";
import type { Assignments, Space } from "../../space/space";
import { mustParse } from "../../testing/arbitrary-space";
import { replayBox } from "./trust-region";

const several = (prefix: string, count: number, parameter: Record<string, unknown>) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, parameter]));

/** 30 parameters of every type, some under a condition, and a constraint. */
const mixed = mustParse(
  {
    ...several("x", 12, { type: "float", low: -5, high: 10 }),
    ...several("rate", 4, { type: "float", low: 1e-5, high: 1, scale: "log" }),
    ...several("n", 4, { type: "int", low: 1, high: 64 }),
    ...several("kind", 4, { type: "categorical", choices: ["a", "b", "c"] }),
    ...several("on", 2, { type: "bool" }),
    size: { type: "ordinal", values: [8, 16, 32, 64] },
    ...several("child", 3, { type: "float", low: 0, high: 1, when: { kind0: "a" } }),
  },
  [{ linear: { x0: 1, x1: 1 }, lte: 12 }],
);

const objective = (assignments: Assignments): number =>
  Object.values(assignments).reduce<number>(
    (sum, value) =>
      sum + (typeof value === "number" ? Math.abs(Math.log1p(Math.abs(value)) - 1) : value === "b" ? 1 : 0),
    0,
  );

/** Asked one after the other, every eleventh fails. */
function play(space: Space, trials: number): SuggestMessage {
  const history: HistoryEntry[] = [];
  const ask = (numbers: readonly number[]): SuggestMessage => ({
    problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "box" },
    sampler: { name: "gp", options: {} },
    history: [...history],
    pending: [],
    numbers,
    effort: { tries: 4_000, candidates: 64, searches: 2 },
  });
  for (let number = 0; number < trials; number += 1) {
    const [{ assignments }] = suggest(ask([number])).suggestions;
    const values = { loss: objective(assignments) };
    history.push(
      number % 11 === 10
        ? { number, assignments, outcome: "failed" }
        : { number, assignments, outcome: "completed", values },
    );
  }
  return ask([trials]);
}

describe("of a study of 30 parameters of every type", () => {
  const played = play(mixed, 40);
  // The last six find nothing, so that the box is open.
  const stalled = played.history.map((entry, index) => (index < 34 ? entry : { ...entry, values: { loss: 1_000 } }));
  const message = { ...played, history: stalled };
  const batch = { ...message, numbers: [40, 41, 42, 43, 44] };

  test("all points lie inside the space, and none is repeated", () => {
    const points = [...message.history, ...suggest(batch).suggestions].map(({ assignments }) => assignments);
    for (const assignments of points) expect(checkAssignments(mixed, assignments)).toEqual([]);
    expect(new Set(points.map((assignments) => JSON.stringify(assignments))).size).toBe(45);
  });

  test("trials with odd numbers are of the box, of a batch too, and say how large it is and what it is around", () => {
    const entries = message.history.map((entry) => toLossEntry(message.problem, entry));
    const { side } = replayBox(entries, { start: 16, dimensions: 30 });
    const losses = message.history.map(({ values }) => values?.loss ?? Number.POSITIVE_INFINITY);
    const around = losses.indexOf(Math.min(...losses));
    const said = suggest(batch).suggestions.map(({ origin }) => origin.why ?? "");
    for (const [index, why] of said.entries()) {
      if (index % 2 === 0) expect(why).toMatch(/^Largest log-ei under a \S+ warp\.$/);
      else expect(why).toMatch(new RegExp(`warp, within a box of side ${side} around trial ${around}\\.$`));
    }
  });

  test("while the search of the whole space improves, no trial is of the box", () => {
    const history = message.history.with(38, { ...message.history[38], values: { loss: -100 } });
    const said = suggest({ ...batch, history }).suggestions.map(({ origin }) => origin.why);
    for (const why of said) expect(why).toMatch(/^Largest log-ei under a \S+ warp\.$/);
  });

  test("a trial of the box is the same whatever the order in which results came in, and asked again", () => {
    const ask = { ...message, numbers: [41] };
    const reply = suggest(ask);
    expect(suggest({ ...ask, history: [...ask.history].reverse() })).toEqual(reply);
    expect(suggest(ask)).toEqual(reply);
  });

  test("a trial of the box keeps some of the incumbent, and what a small box bounds stays near it", () => {
    // Since the best trial, number 0, failures enough that the side is 0.8 / 2^4.
    const [first] = message.history;
    const history = [
      { ...first, values: { loss: -100 } },
      ...message.history.slice(1),
      ...Array.from({ length: 100 }, (_, index): HistoryEntry => {
        const { assignments } = message.history[20 + (index % 2)];
        return { number: 40 + index, assignments, outcome: "completed", values: { loss: 50 } };
      }),
    ];
    const [{ assignments, origin }] = suggest({ ...message, history, numbers: [141] }).suggestions;
    expect(origin.why).toMatch(/within a box of side 0\.05 around trial 0\.$/);
    const moved = Object.keys(first.assignments).filter((name) => assignments[name] !== first.assignments[name]);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(30);
    const steps = Array.from({ length: 12 }, (_, at) =>
      Math.abs(Number(assignments[`x${at}`]) - Number(first.assignments[`x${at}`])),
    );
    // Half of the side, of a range of 15: more only where the length scale is more than the mean.
    expect(steps.filter((step) => step <= (15 * 0.05) / 2).length).toBeGreaterThanOrEqual(6);
  });

  test.each(["ucb", "pi", "thompson"])("%s searches the box too", (acquisition) => {
    const [{ assignments, origin }] = suggest({
      ...message,
      sampler: { name: "gp", options: { acquisition } },
      numbers: [41],
    }).suggestions;
    expect(origin.why).toContain("within a box");
    expect(checkAssignments(mixed, assignments)).toEqual([]);
  });
});

test.each([19, 20])("with %i numbers beside a parameter of one value no trial is kept in a box", (count) => {
  const space = mustParse({
    ...several("x", count, { type: "float", low: 0, high: 1 }),
    same: { type: "fixed", value: 1 },
  });
  const played = play(space, 20);
  const history = played.history.with(3, { ...played.history[3], values: { loss: -100 } });
  const message = { ...played, history };
  const said = suggest({ ...message, numbers: [20, 21] }).suggestions.map(({ origin }) => origin.why);
  for (const why of said) expect(why).toMatch(/^Largest log-ei under a \S+ warp\.$/);
});

test("several objectives are searched all over the space", () => {
  const message = play(mixed, 18);
  const objectives = [
    { metric: "loss", direction: "minimize" },
    { metric: "size", direction: "maximize" },
  ] as const;
  const history = message.history.map((entry, index) => ({ ...entry, values: { ...entry.values, size: index % 7 } }));
  const [{ origin }] = suggest({
    ...message,
    problem: { ...message.problem, objectives },
    history,
    numbers: [19],
  }).suggestions;
  expect(origin.why).toMatch(/^Largest log-ehvi beyond a front of \d+\.$/);
});
