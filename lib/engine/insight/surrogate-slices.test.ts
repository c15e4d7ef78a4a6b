import { describe, expect, test } from "vitest";
import type { Direction } from "../problem";
import type { Assignments, Space } from "../space/space";
import { mustParse } from "../testing/arbitrary-space";
import { sampledStudy } from "../testing/sampled-study";
import type { InsightRequest } from "./study-model";
import { surrogateSlices } from "./surrogate-slices";

const space: Space = mustParse({
  rate: { type: "float", low: 1e-4, high: 1, scale: "log" },
  layers: { type: "int", low: 1, high: 6 },
  optimizer: { type: "categorical", choices: ["sgd", "adam"] },
  momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
});
const accuracy = ({ rate, layers, optimizer, momentum }: Assignments): number =>
  0.9 -
  0.05 * (Math.log10(Number(rate)) + 2) ** 2 -
  0.01 * (Number(layers) - 4) ** 2 -
  (optimizer === "adam" ? 0.2 : 0.1 * (Number(momentum) - 0.5) ** 2);

const study = (count: number, measure: (at: Assignments) => number, direction: Direction = "maximize") =>
  sampledStudy({ space, count, direction, measure });

function slicesOf(request: InsightRequest) {
  const answer = surrogateSlices(request);
  if (answer.kind !== "slices") throw new Error(JSON.stringify(answer));
  return new Map(answer.slices.map(({ name, points }) => [name, points ?? []]));
}

describe("slices of the surrogate", () => {
  const slices = slicesOf(study(60, accuracy));
  const topOf = (name: string) => slices.get(name)?.reduce((one, other) => (other.mean > one.mean ? other : one)).value;

  test("have their top where the objective has it, in the parameter's own values", () => {
    expect(Math.log10(Number(topOf("rate")))).toBeCloseTo(-2, 0);
    expect([3, 4, 5]).toContain(topOf("layers"));
    expect(topOf("optimizer")).toBe("sgd");
    expect(slices.get("layers")?.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(slices.get("rate")).toHaveLength(41);
  });

  test("have a band around their mean", () => {
    for (const { low, mean, high } of [...slices.values()].flat()) {
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  });

  test("leave out what the incumbent's branch does not have", () => {
    const answer = surrogateSlices(study(60, (at) => accuracy(at) + (at.optimizer === "adam" ? 0.6 : 0)));
    expect(answer.kind === "slices" && answer.slices.find(({ name }) => name === "momentum")?.points).toBeNull();
  });

  test("of f and of -f mirror each other", () => {
    const mirrored = slicesOf(study(60, (at) => -accuracy(at), "minimize"));
    for (const [name, points] of slices) {
      expect(mirrored.get(name)?.map(({ mean }) => mean)).toEqual(points.map(({ mean }) => -mean));
    }
  });

  test("have bands of numbers where results are near the largest there are", () => {
    const huge = study(30, ({ layers }) => (Number(layers) % 2 ? 1.7e308 : -1.7e308));
    for (const { low, mean, high } of [...slicesOf(huge).values()].flat())
      expect([low, mean, high].every(Number.isFinite)).toBe(true);
  });
});
