/** Known answers A6 and A8, and the laws behind them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positiveDirection } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import { undominatedBoxes } from "./boxes";
import { crowdingDistances } from "./crowding";
import { dominates, type Losses } from "./dominance";
import { nonDominatedFronts, paretoFront } from "./fronts";
import { hypervolume, hypervolumeContributions } from "./hypervolume";
import { hypervolumeSubset, onCommonScale } from "./hypervolume-subset";
import { referenceDirections } from "./reference-directions";
import { referencePoint } from "./reference-point";

const SEED = 20_261_129;
const RUNS = 300;

/** Coarse numbers, so that ties and duplicates come. */
const pointsIn = (objectives: number, most = 12): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: most,
  });
const dimensions = fc.integer({ min: 1, max: 5 });
const anyPoints = dimensions.chain((objectives) => pointsIn(objectives).map((points) => ({ objectives, points })));
/** More of them, of three objectives: their fronts are kept as staircases. */
const manyPoints = pointsIn(3, 60).map((points) => ({ objectives: 3, points }));
const check = <Value>(values: fc.Arbitrary<Value>, law: (value: Value) => void): void =>
  fc.assert(fc.property(values, law), { seed: SEED, numRuns: RUNS });

describe("non-dominated fronts", () => {
  test("of A8's kind: the front of five points, then what it dominates", () => {
    expect(
      nonDominatedFronts([
        [1, 5],
        [2, 3],
        [3, 4],
        [4, 1],
        [4, 4],
      ]),
    ).toEqual([[0, 1, 3], [2], [4]]);
  });

  test("nobody in a front dominates another, and each of a later front is dominated by one of the front before", () => {
    check(fc.oneof(anyPoints, manyPoints), ({ points }) => {
      const fronts = nonDominatedFronts(points);
      expect(fronts.flat().sort((one, other) => one - other)).toEqual(points.map((_, index) => index));
      for (const [rank, front] of fronts.entries()) {
        for (const index of front) {
          expect(front.some((other) => dominates(points[other], points[index]))).toBe(false);
          if (rank > 0) {
            expect(fronts[rank - 1].some((other) => dominates(points[other], points[index]))).toBe(true);
          }
        }
      }
    });
  });
});

test("pitfall 30: crowding distances of A8, infinite at the ends", () => {
  const distances = crowdingDistances([
    [1, 5],
    [2, 3],
    [3, 2.5],
    [4, 1],
    [6, 0],
  ]);
  expect(distances[0]).toBe(Number.POSITIVE_INFINITY);
  expect(distances[4]).toBe(Number.POSITIVE_INFINITY);
  for (const [index, value] of [0.9, 0.8, 1.1].entries()) expect(distances[index + 1]).toBeCloseTo(value, 14);
});

test("crowding does not overflow between 1e308 and -1e308", () => {
  const front = [
    [1e308, -1e308],
    [0, 0],
    [-1e308, 1e308],
  ];
  expect(crowdingDistances(front)[1]).toBe(2);
});

describe("pitfall 28: hypervolume", () => {
  const stairs = [
    [1, 3],
    [2, 2],
    [3, 1],
  ];

  test("A8: two and three objectives, contributions", () => {
    expect(hypervolume(stairs, [4, 4])).toBe(6);
    expect(hypervolumeContributions(stairs, [4, 4])).toEqual([1, 1, 1]);
    const cube = [
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
    ];
    expect(hypervolume(cube, [4, 4, 4])).toBe(13);
  });

  test("A8: the front of ZDT1 and ZDT2, as finely as points allow", () => {
    const steps = 20_000;
    const along = (front: (x: number) => number): number =>
      hypervolume(
        Array.from({ length: steps + 1 }, (_, step) => [step / steps, front(step / steps)]),
        [1.1, 1.1],
      );
    expect(along((x) => 1 - Math.sqrt(x))).toBeCloseTo(0.8766667, 3);
    expect(along((x) => 1 - x * x)).toBeCloseTo(0.5433333, 3);
  });

  test("is the volume of unit cells that some point dominates, in up to five objectives", () => {
    check(anyPoints, ({ objectives, points }) => {
      const reference: Losses = Array(objectives).fill(4);
      expect(hypervolume(points, reference)).toBe(cellsDominated(points, objectives, 4));
    });
  });

  test("a point beyond the reference adds nothing, nor does a copy", () => {
    expect(hypervolume([...stairs, [0, 5], [5, 0], [4, 0], [2, 2]], [4, 4])).toBe(6);
    expect(hypervolume([], [4, 4])).toBe(0);
  });

  test("permuting the objectives changes nothing", () => {
    check(anyPoints, ({ objectives, points }) => {
      const reference = Array.from({ length: objectives }, (_, objective) => 3 + objective);
      const turned = points.map((point) => [...point].reverse());
      expect(hypervolume(turned, [...reference].reverse())).toBe(hypervolume(points, reference));
    });
  });

  test("a contribution is what is lost without the point", () => {
    check(anyPoints, ({ objectives, points }) => {
      const reference: Losses = Array(objectives).fill(5);
      const whole = hypervolume(points, reference);
      const lost = points.map((_, index) => whole - hypervolume(points.toSpliced(index, 1), reference));
      expect(hypervolumeContributions(points, reference)).toEqual(lost);
    });
  });
});

test("pitfall 32: the greedy subset has at least 1 - 1/e of the best subset's volume, 4 of 10", () => {
  const fronts = fc.integer({ min: 2, max: 4 }).chain((objectives) =>
    fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: objectives, maxLength: objectives }), {
      minLength: 10,
      maxLength: 10,
    }),
  );
  fc.assert(
    fc.property(fronts, (points) => {
      const reference = points[0].map(() => 1.1);
      const pick = (indices: readonly number[]): number =>
        hypervolume(
          indices.map((index) => points[index]),
          reference,
        );
      const greedy = hypervolumeSubset(points, reference, 4);
      expect(new Set(greedy).size).toBe(4);
      expect(pick(greedy)).toBeGreaterThanOrEqual((1 - Math.exp(-1)) * Math.max(...subsets(10, 4).map(pick)) - 1e-12);
    }),
    { seed: SEED, numRuns: 30 },
  );
});

test("a reference however far beyond a front leaves volumes that can be compared", () => {
  const front = [
    [0, 1e-5],
    [1e-5, 0],
    [4e-6, 4e-6],
  ];
  const { points, reference } = onCommonScale(front, [1e308, 1e308]);
  expect(reference.every(Number.isFinite)).toBe(true);
  expect(hypervolumeSubset(points, reference, 1)).toEqual([2]);
});

test("of sixteen objectives a subset of 26 takes no exponential time, and begins as the exact one does", () => {
  const rng = makeRng({ seed: "subset", purpose: "points", number: 0 });
  const points = Array.from({ length: 80 }, () => positiveDirection(rng, 16).map((part) => 1 - part));
  const reference = points[0].map(() => 1.1);
  const chosen = hypervolumeSubset(points, reference, 26);
  expect(new Set(chosen).size).toBe(26);
  const [first, second] = chosen;
  const pair = (other: number): number => hypervolume([points[first], points[other]], reference);
  expect(pair(second)).toBeCloseTo(Math.max(...points.map((_, index) => pair(index))), 12);
}, 5_000);

describe("the undominated region as boxes", () => {
  const twoOrThree = fc
    .integer({ min: 2, max: 3 })
    .chain((objectives) => pointsIn(objectives).map((points) => ({ objectives, points })));

  test("each cell below the reference is in one box when nobody dominates it, and in none otherwise", () => {
    check(twoOrThree, ({ objectives, points }) => {
      const boxes = undominatedBoxes(points, Array(objectives).fill(5));
      for (const cell of cellsBelow(objectives, 5)) {
        const middle = cell.map((corner) => corner + 0.5);
        const holding = boxes.filter(({ low, high }) => middle.every((x, m) => low[m] < x && x < high[m])).length;
        expect(holding).toBe(isCellDominated(points, cell) ? 0 : 1);
      }
    });
  });

  test("as many as the points, in proportion", () => {
    const front = Array.from({ length: 60 }, (_, k) => [k, (37 * k) % 61, 61 - k - ((37 * k) % 61) / 61]);
    expect(undominatedBoxes(front, [100, 100, 100]).length).toBeLessThanOrEqual(2 * front.length + 1);
  });
});

describe("pitfall 50: the reference point", () => {
  test("moves with the origin and turns with the sign", () => {
    const losses = [
      [1, -4],
      [3, 8],
      [2, 0],
    ];
    expect(referencePoint(losses)).toEqual([3.2, 9.2]);
    const moved = losses.map((point) => point.map((loss) => loss - 1024));
    for (const [m, at] of referencePoint(moved).entries()) expect(at + 1024).toBeCloseTo([3.2, 9.2][m], 10);
  });

  test("is finite and beyond every point, also where an objective never changes or fills the range of numbers", () => {
    for (const point of [[0], [5], [-1e300], [1e308]]) {
      const [reference] = referencePoint([point]);
      expect(reference).toBeGreaterThan(point[0]);
      expect(Number.isFinite(reference)).toBe(true);
    }
    expect(referencePoint([[-1e308], [1e308]])[0]).toBe(1.2e308);
  });
});

test("pitfall 31: Das and Dennis's directions, A6: counts, each adding up to 1", () => {
  for (const [objectives, divisions, count] of [
    [3, 12, 91],
    [3, 13, 105],
    [5, 6, 210],
    [4, 8, 165],
    [2, 99, 100],
  ]) {
    const directions = referenceDirections(objectives, divisions);
    expect(directions).toHaveLength(count);
    expect(new Set(directions.map(String)).size).toBe(count);
    for (const direction of directions) {
      expect(direction.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
    }
  }
});

test("the Pareto front is the first of the fronts, in the order of the points", () => {
  expect(
    paretoFront([
      [3, 1],
      [1, 3],
      [2, 4],
      [3, 1],
    ]),
  ).toEqual([0, 1, 3]);
  expect(paretoFront([])).toEqual([]);
});

function isCellDominated(points: readonly Losses[], cell: readonly number[]): boolean {
  return points.some((point) => point.every((loss, objective) => loss <= cell[objective]));
}

function cellsDominated(points: readonly Losses[], objectives: number, side: number): number {
  let count = 0;
  for (const cell of cellsBelow(objectives, side)) if (isCellDominated(points, cell)) count += 1;
  return count;
}

/** Lower corners of the unit cells of a cube. */
function* cellsBelow(objectives: number, side: number): Generator<number[]> {
  const total = side ** objectives;
  for (let index = 0; index < total; index += 1) {
    yield Array.from({ length: objectives }, (_, objective) => Math.floor(index / side ** objective) % side);
  }
}

function subsets(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  if (count < size) return [];
  return [...subsets(count - 1, size), ...subsets(count - 1, size - 1).map((subset) => [...subset, count - 1])];
}
