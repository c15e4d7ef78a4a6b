import { describe, expect, test } from "vitest";
import type { HistoryEntry } from "../history";
import type { Problem } from "../problem";
import { standardNormal } from "../rng/distributions";
import { makeRng } from "../rng/rng";
import { mustParse } from "../testing/arbitrary-space";
import { mostWanted, optimalShares } from "./allocation";
import { adviseRepeat } from "./reevaluate";

describe("optimal computing budget allocation", () => {
  test("is inverse to the squared differences, and for the best the root of the sum of squares", () => {
    const [best, near, far] = optimalShares([0, 1, 2], 1);
    expect(near / far).toBeCloseTo(4);
    expect(best).toBeCloseTo(Math.hypot(near, far));
    expect(best + near + far).toBeCloseTo(1);
    expect(optimalShares([3], 1)).toEqual([1]);
    for (const share of optimalShares([2, 2, 2], 0.5)) expect(share).toBeGreaterThan(0.25);
  });

  test("of eight alternatives picks the best more often than as many evaluations of each would", () => {
    const means = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];
    type Choose = (sums: readonly number[], counts: readonly number[]) => number;
    const isRight = (choose: Choose, study: number): boolean => {
      const rng = makeRng({ seed: "allocation", purpose: "study", number: study });
      const counts = means.map(() => 0);
      const sums = means.map(() => 0);
      for (let step = 0; step < 64; step += 1) {
        const at = step < 24 ? step % 8 : choose(sums, counts);
        counts[at] += 1;
        sums[at] += means[at] + standardNormal(rng);
      }
      const averages = sums.map((sum, index) => sum / counts[index]);
      return averages.indexOf(Math.min(...averages)) === 0;
    };
    const right = (choose: Choose): number =>
      Array.from({ length: 400 }, (_, study) => study).filter((study) => isRight(choose, study)).length / 400;
    const equal = right((_, counts) => counts.indexOf(Math.min(...counts)));
    const allocated = right((sums, counts) =>
      mostWanted(
        sums.map((sum, index) => ({ mean: sum / counts[index], evaluations: counts[index] })),
        1,
      ),
    );
    expect(allocated).toBeGreaterThan(equal + 0.03);
  });
});

const space = mustParse({ x: { type: "float", low: -1, high: 1 }, y: { type: "float", low: -1, high: 1 } });
const problem: Problem = { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "repeats" };

function study(noise: number, repeatsOf: readonly number[] = []): HistoryEntry[] {
  const at = (number: number) => {
    const rng = makeRng({ seed: "repeats", purpose: "point", number });
    return { x: 2 * rng.uniform() - 1, y: 2 * rng.uniform() - 1 };
  };
  const points = [...Array.from({ length: 36 }, (_, number) => at(number)), ...repeatsOf.map(at)];
  return points.map((assignments, number): HistoryEntry => {
    const scatter = noise * standardNormal(makeRng({ seed: "repeats", purpose: "noise", number }));
    const loss = assignments.x ** 2 + assignments.y ** 2 + scatter;
    return { number, assignments, outcome: "completed", values: { loss } };
  });
}

describe("which trial to evaluate once more", () => {
  test("none where evaluations hardly scatter, and none of a study of few trials or of several objectives", () => {
    expect(adviseRepeat({ problem, history: study(1e-3), pending: [] }).kind).toBe("little_noise");
    expect(adviseRepeat({ problem, history: study(0.5).slice(0, 10), pending: [] }).kind).toBe("too_few_trials");
    const several = {
      ...problem,
      objectives: [...problem.objectives, { metric: "size", direction: "minimize" } as const],
    };
    const history = study(0.5).map((entry, index) => ({ ...entry, values: { ...entry.values, size: index % 7 } }));
    expect(adviseRepeat({ problem: several, history, pending: [] }).kind).toBe("no_model");
  });

  test("none where the best quarter of the results are all the same, which no scatter is a share of", () => {
    const history = study(0.5).map((entry, index) => (index < 12 ? { ...entry, values: { loss: -10 } } : entry));
    const advice = adviseRepeat({ problem, history, pending: [] });
    expect(advice.kind).toBe("little_noise");
    expect(advice).toMatchObject({ why: expect.not.stringMatching(/Infinity|NaN/) });
  });

  test("one of the few that the model expects to be best, which lie where the loss truly is low", () => {
    const history = study(0.5);
    const advice = adviseRepeat({ problem, history, pending: [] });
    if (advice.kind !== "repeat") throw new Error(advice.kind);
    expect(advice.among).toHaveLength(5);
    expect(advice.among).toContain(advice.number);
    const truth = (number: number): number =>
      Number(history[number].assignments.x) ** 2 + Number(history[number].assignments.y) ** 2;
    const mean = advice.among.reduce((sum, number) => sum + truth(number) / 5, 0);
    expect(mean).toBeLessThan(history.reduce((sum, _, number) => sum + truth(number) / history.length, 0) / 2);
  });

  test("another one once that one is out, and none when a quarter of the trials are repeats", () => {
    const history = study(0.5);
    const first = adviseRepeat({ problem, history, pending: [] });
    if (first.kind !== "repeat") throw new Error(first.kind);
    const { assignments } = history[first.number];
    const out = (count: number) => Array.from({ length: count }, (_, index) => ({ number: 36 + index, assignments }));
    const later = adviseRepeat({ problem, history, pending: out(4) });
    expect(later).toMatchObject({ kind: "repeat" });
    expect(later).not.toMatchObject({ number: first.number });
    expect(adviseRepeat({ problem, history, pending: out(11) }).kind).toBe("repeat");
    expect(adviseRepeat({ problem, history, pending: out(12) }).kind).toBe("enough_repeats");
  });

  test("the order in which results came in makes no difference", () => {
    const history = study(0.5, [3, 5]);
    const pending = [{ number: 99, assignments: history[7].assignments }];
    expect(adviseRepeat({ problem, history: [...history].reverse(), pending })).toEqual(
      adviseRepeat({ problem, history, pending }),
    );
  });
});
