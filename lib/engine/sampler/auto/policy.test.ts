import { expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import { mustParse } from "../../testing/arbitrary-space";
import { DEFAULT_EFFORT } from "../sampler";

test("several objectives of a space too wide for a Gaussian process go to tpe", () => {
  const names = Array.from({ length: 51 }, (_, index) => `x${index}`);
  const space = mustParse(Object.fromEntries(names.map((name) => [name, { type: "float", low: 0, high: 1 }])));
  const history = Array.from({ length: 20 }, (_, number): HistoryEntry => {
    const values = names.map((_, index) => ((number * 7 + index * 3) % 20) / 20);
    return {
      number,
      assignments: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      outcome: "completed",
      values: { f1: values[0], f2: 1 - values[0] + values[1] },
    };
  });
  const { suggestions } = suggest({
    problem: {
      space,
      objectives: [
        { metric: "f1", direction: "minimize" },
        { metric: "f2", direction: "minimize" },
      ],
      seed: "wide",
    },
    sampler: { name: "auto", options: {} },
    history,
    pending: [],
    numbers: [20],
    effort: { ...DEFAULT_EFFORT, candidates: 64, searches: 1 },
  });
  expect(suggestions[0].origin).toMatchObject({ by: "tpe", why: expect.stringContaining("wide space") });
});
