import { describe, expect, test } from "vitest";
import { answer } from "../serve-problems";
import { bbobFunctions, bbobInstance } from "./bbob/bbob-instance";
import { hitRatio, type Player, targetsHit } from "./bbob-results";
import { type BbobTrace, bbobRuns, printOf } from "./bbob-runs";
import { drawTargets } from "./draw-targets";
import { playBbob } from "./play-bbob";
import { reportManyTrials } from "./report-many-trials";
import { shareHit, TARGETS, TargetHits } from "./targets";

describe("targets", () => {
  test("are 51, evenly spaced in the decades from 10^2 to 10^-8", () => {
    expect(TARGETS).toHaveLength(51);
    expect([TARGETS[0], TARGETS[5], TARGETS[50]]).toEqual([100, 10, 1e-8]);
  });

  test("are hit in order, several by one evaluation, and never lost again", () => {
    const seen = new TargetHits(7);
    for (const above of [1_000, 100, 1, 50, 1e-9]) seen.see(7 + above);
    expect(seen.hits.slice(0, 12)).toEqual([2, ...new Array<number>(10).fill(3), 5]);
    expect(seen.hits).toHaveLength(51);
    expect([1, 2, 3, 4, 5].map((count) => Math.round(51 * shareHit(seen.hits, count)))).toEqual([0, 1, 11, 11, 51]);
  });
});

const sphere = { id: 1, dimensions: 2, instance: 0 };

test("a played run is the same each time, and cma-es reaches on the sphere what random search does not", () => {
  const [one, again] = [1, 2].map(() => playBbob({ sampler: "cma-es", ...sphere }));
  expect(again).toEqual(one);
  expect(one.hits.length).toBeGreaterThan(45);
  expect(playBbob({ sampler: "random", ...sphere }).hits.length).toBeLessThan(25);
});

test("a budget cut short has every function", () => {
  const runs = bbobRuns(3);
  expect(runs).toHaveLength(3 * 4 * 24);
  expect(new Set(runs.slice(0, 96).map(({ id, dimensions }) => `${id}/${dimensions}`)).size).toBe(96);
});

test("rivals get the values that ours get, and what they need to count targets", () => {
  const points = [
    [1, 2],
    [-4, 0.5],
  ];
  const { f, least } = bbobInstance(sphere);
  expect(answer({ op: "bbob", ...sphere, points })).toEqual(points.map((point) => f(point)));
  expect(answer({ op: "bbob-runs", instances: 1, dimensions: [2] })).toMatchObject({
    targets: TARGETS,
    runs: expect.arrayContaining([{ ...sphere, least, print: printOf(sphere), budget: 400 }]),
  });
});

/** A player who hits `count(id)` targets at the first evaluation of every run. */
function playerOf(name: string, ours: boolean, count: (run: Omit<BbobTrace, "print" | "hits">) => number): Player {
  const traces = bbobRuns(2, [2, 5]).map((run) => ({ ...run, print: "", hits: new Array<number>(count(run)).fill(1) }));
  return { name, ours, traces };
}

describe("figures", () => {
  const even = playerOf("even", true, () => 20);
  const half = playerOf("half", false, () => 40);

  test("a dimension with more instances counts no more than one with fewer", () => {
    const player = playerOf("uneven", true, ({ dimensions }) => (dimensions === 2 ? 51 : 0));
    const traces = player.traces.filter(({ dimensions, instance }) => dimensions === 2 || instance === 0);
    expect(targetsHit({ traces }, {}, 50)).toBeCloseTo(0.5, 12);
    expect(targetsHit({ traces }, { dimensions: 20 }, 50)).toBeNull();
  });

  test("the ratio is that of the targets hit, its interval from the functions", () => {
    expect(hitRatio({ one: even, other: half, part: {}, budget: 50 })).toEqual({
      mean: expect.closeTo(0.5, 12),
      low: expect.closeTo(0.5, 12),
      high: expect.closeTo(0.5, 12),
    });
    const first = playerOf("first half", false, ({ id }) => (id <= 12 ? 40 : 20));
    const ratio = hitRatio({ one: even, other: first, part: {}, budget: 50 });
    expect(ratio?.mean).toBeCloseTo(20 / 30, 12);
    expect(ratio?.low).toBeGreaterThan(0.5);
    expect(ratio?.high).toBeLessThan(0.85);
    expect(ratio?.low).toBeLessThan(ratio?.mean ?? 0);
  });

  test("runs that only one of two has count for neither", () => {
    const better = playerOf("partial", false, ({ id }) => (id === 1 ? 20 : 51));
    const other = { ...better, traces: better.traces.filter(({ id }) => id === 1) };
    expect(hitRatio({ one: even, other, part: {}, budget: 50 })?.mean).toBeCloseTo(1, 12);
  });

  test("the report marks functions that ours are more than a tenth behind on, and the picture has every player", () => {
    const rival = playerOf("rival", false, ({ id }) => (id === 3 ? 23 : 22));
    const report = reportManyTrials([even, rival]);
    expect(report).toContain("| f3 Rastrigin, separable | _39.2_ | 45.1 |");
    expect(report).toContain("| f4 Büche-Rastrigin | 39.2 | 43.1 |");
    expect(report).toContain("| even ÷ rival | 0.91 (0.90–0.91) |");
    expect(drawTargets([even, rival])).toMatch(/even[\s\S]*rival/);
    expect(bbobFunctions.every(({ name }) => report.includes(name))).toBe(true);
  });
});
