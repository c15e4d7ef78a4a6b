import { describe, expect, test } from "vitest";
import { directionsFor, nichesOf } from "./niches";

describe("pitfall 31: directions", () => {
  test.each([
    [3, 91, 91],
    [3, 105, 105],
    [5, 210, 210],
    [4, 165, 165],
    [2, 100, 100],
    [3, 104, 91],
    [1, 50, 1],
  ])("%i objectives and a population of %i: %i, at most one for each member", (objectives, population, count) => {
    expect(directionsFor(objectives, population)).toHaveLength(count);
  });
});

describe("niches", () => {
  const directions = directionsFor(3, 15);

  test("a point on a direction of a plane front belongs to it, whatever the units of the objectives", () => {
    const places = directions.map((along) => along.map((part, objective) => 10 ** (3 * objective) * part - 7));
    const niches = nichesOf(places, places, directions);
    expect(niches.map(({ direction }) => direction)).toEqual([...directions.keys()]);
    for (const { distance } of niches) expect(distance).toBeLessThan(1e-9);
  });

  test("a front of one point, and one without extent in an objective, have niches all the same", () => {
    expect(nichesOf([[1, 2, 3]], [[1, 2, 3]], directions)).toHaveLength(1);
    const flat = [
      [0, 1, 5],
      [1, 0, 5],
    ];
    for (const { direction } of nichesOf(flat, flat, directions)) expect(directions[direction][2]).toBe(0);
  });
});
