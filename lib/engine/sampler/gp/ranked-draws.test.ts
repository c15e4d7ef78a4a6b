import { expect, test } from "vitest";
import { suggest } from "../../engine";
import type { HistoryEntry } from "../../history";
import { mustParse } from "../../testing/arbitrary-space";

const space = mustParse({ x: { type: "int", low: 0, high: 40 } });
const entry = (number: number, x: number): HistoryEntry => {
  return { number, assignments: { x }, outcome: "completed", values: { loss: (x - 20) ** 2 } };
};

test("a point that the model did not rank is not said to be its choice", () => {
  const history = Array.from({ length: 12 }, (_, number) => entry(number, 3 * number));
  const { suggestions } = suggest({
    problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "s" },
    sampler: { name: "gp", options: {} },
    history,
    pending: [],
    numbers: Array.from({ length: 29 }, (_, index) => 12 + index),
    effort: { candidates: 4, searches: 1 },
  });
  expect(suggestions).toHaveLength(29);
  for (const { origin } of suggestions) {
    expect(origin.acquisition === undefined).toBe(
      origin.why === "The model's candidates were taken or broke a constraint.",
    );
    if (origin.fallback) expect(origin.acquisition).toBeUndefined();
  }
  expect(suggestions.some(({ origin }) => origin.acquisition === undefined)).toBe(true);
});
