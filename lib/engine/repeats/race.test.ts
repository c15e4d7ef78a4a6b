import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standardNormal } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import { studentTail } from "../stats/student";
import { type Race, type RaceRules, type Racer, race } from "./race";

/** A race to its end: losses are a mean, what the block makes of all, and noise. */
function run(means: readonly number[], seed: string, rules: Partial<RaceRules> = {}) {
  const losses = means.map(() => new Map<number, number>());
  const racers = losses.map((byBlock, index): Racer => ({ id: `${index}`, losses: byBlock }));
  const rng = makeRng({ seed, purpose: "race", number: 0 });
  let state = race(racers, rules);
  for (let step = 0; state.winner === null && step < 100; step += 1) {
    const ofBlock = 3 * standardNormal(rng);
    for (const { id, block } of state.next) {
      const noise = standardNormal(rng);
      losses[Number(id)].set(block, means[Number(id)] + ofBlock + noise);
    }
    state = race(racers, rules);
  }
  return { state, evaluations: losses.map(({ size }) => size) };
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => `race ${index}`);
const loses = ({ eliminated }: Race, id: string): boolean => eliminated.some((one) => one.id === id);

describe("a race of six", () => {
  test("eliminates one that is as good as any in at most 5 % of 150 races, and in at most 20 % where that is allowed", () => {
    const rateOf = (rules: Partial<RaceRules>): number =>
      seeds(150).filter((seed) => loses(run([0, 0, 0, 0, 0, 0], seed, { blocksMax: 8, ...rules }).state, "0")).length /
      150;
    expect(rateOf({})).toBeLessThanOrEqual(0.05);
    expect(rateOf({ errorRate: 0.2 })).toBeLessThanOrEqual(0.2);
  });

  test("evaluates the two that are close most, and picks one of them in 98 % of 40 races for less than two thirds of the evaluations", () => {
    const total = [0, 0, 0, 0, 0, 0];
    let right = 0;
    for (const seed of seeds(40)) {
      const { state, evaluations } = run([0, 0.2, 2, 2.5, 3, 4], seed);
      for (const [index, count] of evaluations.entries()) total[index] += count / 40;
      if (state.winner === "0" || state.winner === "1") right += 1;
    }
    expect(right / 40).toBeGreaterThanOrEqual(0.98);
    expect(Math.min(total[0], total[1])).toBeGreaterThan(15);
    expect(Math.max(...total.slice(2))).toBeLessThan(12);
    expect(total.reduce((sum, count) => sum + count, 0)).toBeLessThan((2 / 3) * 6 * 20);
  });
});

const told = (losses: readonly number[]): ReadonlyMap<number, number> => new Map(losses.entries());

test("the order of racers, the unit of losses and what a block adds to all make no difference", () => {
  const losses = fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 6, maxLength: 6 }), {
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(losses, (table) => {
      const racers = table.map((row, index): Racer => ({ id: `${index}`, losses: told(row) }));
      const plain = race(racers, { errorRate: 0.3 });
      expect(race([...racers].reverse(), { errorRate: 0.3 })).toEqual(plain);
      const moved = table.map((row, index): Racer => {
        return { id: `${index}`, losses: told(row.map((loss, block) => 8 * loss + 64 * block)) };
      });
      const other = race(moved, { errorRate: 0.3 });
      expect(other.contenders).toEqual(plain.contenders);
      expect(other.next).toEqual(plain.next);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("what is asked for is the first block that a contender lacks, of all who lack it, and nothing of those who are out", () => {
  const far = [100, 101, 102, 100.5, 101.5, 99];
  const racers: Racer[] = [
    { id: "a", losses: told([0, 1, 2, 0, 1, 0]) },
    { id: "b", losses: told([0.5, 1, 1.5, 0.5, 1]) },
    { id: "c", losses: told(far) },
  ];
  const state = race(racers);
  expect(state).toMatchObject({ contenders: ["a", "b"], winner: null, next: [{ id: "b", block: 5 }] });
  expect(state.eliminated.map(({ id }) => id)).toEqual(["c"]);
  expect(
    race([
      { id: "a", losses: told([]) },
      { id: "b", losses: told([]) },
    ]).next,
  ).toEqual([
    { id: "a", block: 0 },
    { id: "b", block: 0 },
  ]);
});

test("who fails every time is out, who fails once is not, and all numbers are finite", () => {
  const good = Array.from({ length: 15 }, (_, block) => Math.sin(block));
  const state = race([
    { id: "fails", losses: told(good.map(() => Number.NaN)) },
    { id: "good", losses: told(good) },
    { id: "once", losses: told(good.map((loss, block) => (block === 4 ? Number.POSITIVE_INFINITY : loss + 1e-3))) },
  ]);
  expect(state.eliminated.map(({ id }) => id)).toContain("fails");
  expect(state.contenders).toContain("good");
  for (const { probability } of state.eliminated) expect(Number.isFinite(probability)).toBe(true);
});

test("of racers who each lose to the next nearly always, round in a circle, nobody is out", () => {
  const [count, blocks] = [10, 11];
  const racers = Array.from({ length: count }, (_, racer): Racer => {
    // All fail in the first block, which leaves the sign test.
    const losses = Array.from({ length: blocks }, (_, block) => (block === 0 ? Number.NaN : (racer + block) % count));
    return { id: `${racer}`, losses: told(losses) };
  });
  const state = race(racers, { errorRate: 0.5, blocksMin: blocks, blocksMax: blocks });
  expect(state.contenders).toHaveLength(count);
  expect(state).toMatchObject({ eliminated: [], decided: false });
  expect(state.contenders).toContain(state.winner);
});

test("losses that are all the same by chance eliminate nobody in three blocks", () => {
  const state = race([
    { id: "a", losses: told([0.1, 0.1, 0.1]) },
    { id: "b", losses: told([0.2, 0.2, 0.2]) },
  ]);
  expect(state).toMatchObject({ contenders: ["a", "b"], eliminated: [] });
});

test("a race ends with the last contender, or undecided with the best on average after the last block", () => {
  const alone = race([{ id: "a", losses: told([]) }]);
  expect(alone).toMatchObject({ winner: "a", decided: true, next: [] });
  const even = race(
    [
      { id: "a", losses: told([1, 0, 1, 0]) },
      { id: "b", losses: told([0, 1, 0, 0]) },
    ],
    { blocksMax: 4 },
  );
  expect(even).toMatchObject({ winner: "b", decided: false, contenders: ["b", "a"], next: [] });
});

test("rules that are none are refused", () => {
  const racers: Racer[] = [{ id: "a", losses: told([]) }];
  expect(() => race([])).toThrow(RangeError);
  expect(() => race([...racers, ...racers])).toThrow(RangeError);
  for (const rules of [
    { errorRate: 0 },
    { errorRate: 1 },
    { blocksMin: 1 },
    { blocksMin: 5, blocksMax: 4 },
    { blocksMin: 2.5 },
    { blocksMax: 9.5 },
  ])
    expect(() => race(racers, rules)).toThrow(RangeError);
});

test("Student's tail at its tabulated quantiles", () => {
  expect(studentTail(12.706204736, 1)).toBeCloseTo(0.025, 9);
  expect(studentTail(2.776445105, 4)).toBeCloseTo(0.025, 9);
  expect(studentTail(-1.812461123, 10)).toBeCloseTo(0.95, 9);
  expect(studentTail(0, 3)).toBe(0.5);
});
