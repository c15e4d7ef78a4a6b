import { describe, expect, it } from "vitest";
import { loadDataset } from "./dataset";
import { type Assignments, DEFAULT_ASSIGNMENTS } from "./search-space";
import { Training } from "./training";

const data = await loadDataset(new URL("./data/digits.csv.gz", import.meta.url));

function train(assignments: Partial<Assignments>, { passes, seed = 1 }: { passes: number; seed?: number }) {
  const training = new Training({ data, assignments: { ...DEFAULT_ASSIGNMENTS, ...assignments }, seed });
  const results = Array.from({ length: passes }, () => training.runPass());
  return { training, results, last: results[passes - 1] };
}

describe("Training", () => {
  it("learns to read more than 90 % of digits it has not seen", () => {
    const { training, last } = train({}, { passes: 15 });
    expect(last?.validationAccuracy).toBeGreaterThan(0.9);
    expect(training.accuracyOn(data.test)).toBeGreaterThan(0.9);
  });

  it.each([
    { optimizer: "sgd", learning_rate: 0.02 },
    { optimizer: "adam", learning_rate: 0.003 },
    { optimizer: "rmsprop", learning_rate: 0.003 },
  ] as const)("lowers the loss with $optimizer", (assignments) => {
    const { results } = train(assignments, { passes: 4 });
    const losses = results.map(({ trainLoss }) => trainLoss);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses[3]).toBeLessThan(0.7 * (losses[0] ?? 0));
  });

  it("gives the same results for the same seed, and others for another", () => {
    const options = { dropout: 0.3 };
    const first = train(options, { passes: 2, seed: 7 }).results;
    expect(train(options, { passes: 2, seed: 7 }).results).toEqual(first);
    expect(train(options, { passes: 2, seed: 8 }).results).not.toEqual(first);
  });

  it("depends on its hyperparameters: a tiny learning rate does not learn in the same time", () => {
    const { last } = train({ learning_rate: 1e-4, momentum: 0 }, { passes: 15 });
    expect(last?.validationAccuracy).toBeLessThan(0.5);
  });
});
