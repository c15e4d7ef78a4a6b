import { describe, expect, test } from "vitest";
import { uniformOpen } from "../../rng/distributions";
import { makeRng } from "../../rng/rng";
import { type Categories, floorOf, startCategories, updateCategories } from "./categories";
import { strategyConstants } from "./constants";

function draw({ probabilities }: Categories, rng: ReturnType<typeof makeRng>): number[] {
  return probabilities.map((own) => {
    const uniform = uniformOpen(rng);
    const below = own.map((_, choice) => own.slice(0, choice + 1).reduce((total, each) => total + each, 0));
    return below.filter((total) => total <= uniform).length;
  });
}

function evolve(loss: (choices: readonly number[]) => number, generations: number): Categories {
  const { weights } = strategyConstants(4, 8);
  let categories = startCategories([4, 2, 3].map((count) => Array.from({ length: count }, () => 1 / count)));
  for (let generation = 0; generation < generations; generation += 1) {
    const rng = makeRng({ seed: "categories", purpose: "draws", number: generation });
    const drawn = Array.from({ length: 8 }, () => draw(categories, rng)).sort((one, other) => loss(one) - loss(other));
    categories = updateCategories(
      categories,
      drawn.map((choices, rank) => ({ choices, weight: weights[rank] })),
    );
  }
  return categories;
}

describe("probabilities of choices", () => {
  test("gather on the best choices, and never fall below the margin", () => {
    const { probabilities } = evolve(([a, b, c]) => (a === 2 ? 0 : 1) + (b === 1 ? 0 : 1) + (c === 0 ? 0 : 1), 60);
    expect([probabilities[0][2], probabilities[1][1], probabilities[2][0]].map((best) => best > 0.8)).toEqual([
      true,
      true,
      true,
    ]);
    for (const own of probabilities) {
      expect(Math.min(...own)).toBeGreaterThanOrEqual(floorOf(own.length, 3) * (1 - 1e-9));
      expect(own.reduce((total, probability) => total + probability, 0)).toBeCloseTo(1, 12);
    }
  });

  test("take shorter steps while nothing depends on the choice, and longer ones while something does", () => {
    expect(evolve(() => 0, 10).delta).toBeLessThan(0.7);
    expect(evolve(([a]) => (a === 2 ? 0 : 1), 10).delta).toBeGreaterThan(evolve(() => 0, 10).delta);
  });

  test("with all at their favorites a draw keeps every one with probability 0.73", () => {
    const keep = [4, 2, 3].reduce((product, count) => product * (1 - (count - 1) * floorOf(count, 3)), 1);
    expect(keep).toBeCloseTo(0.73, 12);
  });
});
