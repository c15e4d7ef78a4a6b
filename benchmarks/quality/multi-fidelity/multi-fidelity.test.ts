import { describe, expect, test } from "vitest";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import { makeRng } from "@/lib/engine/rng/rng";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { RESOURCE } from "./curve-problem";
import { curveProblems } from "./curve-problems";
import { readCurveTable } from "./curve-table";
import { playCurves } from "./play-curves";
import { reportCurves } from "./report-curves";

describe.each(curveProblems)("$id", (problem) => {
  const table = readCurveTable(problem);

  test("has a curve for every point, and early losses say something of the last ones without deciding them", () => {
    const curves = Array.from({ length: 200 }, (_, number) =>
      table.curveOf(sampleAssignments(table.space, makeRng({ seed: "curves", purpose: "points", number }))),
    );
    const ended = curves.filter((curve) => curve.at(-1) !== null);
    expect(ended.length).toBeGreaterThan(100);
    const agree = ended.filter((curve, index) => {
      const other = ended[(index + 1) % ended.length];
      return Number(curve[2]) < Number(other[2]) === Number(curve.at(-1)) < Number(other.at(-1));
    });
    expect(agree.length / ended.length).toBeGreaterThan(0.6);
    expect(agree.length / ended.length).toBeLessThan(0.99);
    expect(table.best).toBeLessThan(table.random);
  });
});

const [problem] = curveProblems;
const table = readCurveTable(problem);
const play = (scheduler: Parameters<typeof playCurves>[0]["scheduler"], workers = 4) =>
  playCurves({ table, sampler: "random", scheduler, seed: 3, workers, units: 8 * RESOURCE, kernels: plainKernels });

test("a study without a scheduler trains as many trials to the end as its resource allows, one with halving many more", () => {
  expect(play(null).trials).toBeLessThanOrEqual(8 + 4);
  expect(play({ name: "asha" }).trials).toBeGreaterThan(30);
});

test("the same seed gives the same trace, and no incumbent comes after the resource is used up", () => {
  const trace = play({ name: "hyperband" });
  expect(play({ name: "hyperband" })).toEqual(trace);
  for (const [units] of trace.incumbents) expect(units).toBeLessThanOrEqual(8 * RESOURCE);
});

test("the report says how far luck with the seeds may have moved a player's last value", () => {
  const traces = [table.best, table.random].map((loss, seed) => {
    return { seed, trials: 1, incumbents: [[10, 5, loss] as [number, number, number]] };
  });
  const report = reportCurves([{ name: "lucky", ours: true, problem: problem.id, table, traces }], {
    workers: 8,
    units: 100,
  });
  expect(report).toContain("| **lucky** | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 |");
});

test("the report says how much of the resource took each player to the yardstick's last value", () => {
  const traces = [{ seed: 0, trials: 1, incumbents: [[10, 5, table.best] as [number, number, number]] }];
  const late = [{ seed: 0, trials: 1, incumbents: [[80, 50, table.best] as [number, number, number]] }];
  const report = reportCurves(
    [
      { name: "quick", ours: true, problem: problem.id, table, traces },
      { name: "optuna-hyperband", ours: false, problem: problem.id, table, traces: late },
    ],
    { workers: 8, units: 100 },
  );
  expect(report).toContain("| **quick** | 0.000 | 0.000 | 0.000 | 0.000 |");
  expect(report).toMatch(/quick.*\| 10 % \| 1 \|/);
  expect(report).toMatch(/optuna-hyperband.*\| 80 % \|/);
});
