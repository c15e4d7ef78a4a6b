/** From where the gain of hypervolume counts. */
import { describe, expect, test } from "vitest";
import { compileSpace } from "../../space/compiled-space";
import { mustParse } from "../../testing/arbitrary-space";
import { frontReference } from "./front-reference";
import { frontScouts } from "./front-scouts";

const line = (count: number): number[][] =>
  Array.from({ length: count }, (_, index) => [index / (count - 1), 1 - index / (count - 1)]);
/** Results far and wide. */
const seen = (objectives: number): Float64Array[] =>
  Array.from({ length: objectives }, () => Float64Array.of(-5, 0, 1, 5));

describe("the reference of a front", () => {
  test("lies as far beyond it as its points are from each other when they are evenly spread", () => {
    for (const count of [2, 5, 11]) {
      const apart = 1 / (count - 1);
      const reference = frontReference({ front: line(count), scouts: [], seen: seen(2) });
      for (const at of reference) expect(at).toBeCloseTo(1 + apart, 12);
    }
    const triangle = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.5, 0.5, 0],
      [0.5, 0, 0.5],
      [0, 0.5, 0.5],
    ];
    const reference = frontReference({ front: triangle, scouts: [], seen: seen(3) });
    for (const at of reference) expect(at).toBeCloseTo(1.5, 12);
  });

  test("takes in where models expect that it goes on, and nothing that they expect to be dominated", () => {
    const corner = [
      [0, 1],
      [0.1, 0.9],
      [0.2, 0.8],
    ];
    const scouts = [
      [1, 0],
      [1.4, 0.5],
      [0.9, 3],
    ];
    expect(frontReference({ front: corner, scouts, seen: seen(2) })).toEqual([1.5, 1.5]);
  });

  test("is not held off by a point that is bad but for the last digits of one loss", () => {
    const front = [...line(11), [-1e-4, 4]];
    const [, second] = frontReference({ front, scouts: [], seen: seen(2) });
    expect(second).toBeLessThan(1.2);
  });

  test("is beyond all results while there is no front, or one point, and never farther", () => {
    const means = [Float64Array.of(0, 1), Float64Array.of(2, 3)];
    for (const front of [[], [[0, 2]]]) expect(frontReference({ front, scouts: [], seen: means })).toEqual([1.1, 3.1]);
    const wide = [
      [0, 3],
      [1, 2],
    ];
    expect(frontReference({ front: wide, scouts: [], seen: means })).toEqual([1.1, 3.1]);
  });
});

test("scouts are one change away from the front, in numbers and in choices, and obey the constraints", () => {
  const compiled = compileSpace(
    mustParse({ x: { type: "float", low: 0, high: 1 }, kind: { type: "categorical", choices: ["a", "b", "c"] } }),
  );
  const base = Float64Array.of(0.3, 0.5);
  const scouts = frontScouts(compiled, [base]).map((units) => Array.from(units));
  expect(scouts.filter(([, kind]) => kind === 0.5).map(([x]) => x)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(scouts.filter(([x]) => x === 0.3)).toHaveLength(2);
  expect(scouts).toHaveLength(7);
});
