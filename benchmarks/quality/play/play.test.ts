import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recommend } from "@/lib/engine/insight/recommend";
import { plainKernels } from "@/lib/engine/linalg/plain-kernels";
import { makeRng } from "@/lib/engine/rng/rng";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { evaluate, spaceOf } from "../evaluate";
import { findProblem, problems } from "../problems/problems";
import { answer } from "../serve-problems";
import { playStudy } from "./play-study";
import { appendTrace, playersIn, readTraces, type Trace, traceFile } from "./trace";

describe("a study of ours", () => {
  const play = { problem: findProblem("noisy-sphere-5"), sampler: "random", seed: 3, budget: 25, batch: 1 };
  const withoutTime = ({ askMs: _, ...trace }: Trace) => trace;

  test("is the same whenever it is played, and another with another seed", () => {
    expect(withoutTime(playStudy(play))).toEqual(withoutTime(playStudy(play)));
    expect(playStudy({ ...play, seed: 4 }).told).not.toEqual(playStudy(play).told);
  });

  test("spends its budget in batches whose last is cut short", () => {
    const { told, recommended } = playStudy({ ...play, batch: 8 });
    expect(told).toHaveLength(25);
    expect(Object.keys(recommended ?? {})).toEqual(["1", "2", "3", "5", "8", "12", "18", "25"]);
  });

  test("tells failures and keeps true values apart from what was told only where there is noise", () => {
    const failing = playStudy({ ...play, problem: findProblem("failing-region-4") });
    expect(failing.told).toContain(null);
    expect(failing.true).toBeUndefined();
    const noisy = playStudy(play);
    expect(noisy.true).not.toEqual(noisy.told);
  });
});

describe("the recommended trial", () => {
  const problem = findProblem("noisy-sphere-5");
  const studied = {
    space: spaceOf(problem),
    objectives: [{ metric: "value", direction: "minimize" }],
    seed: "recommend.test",
  } as const;
  const historyOf = (seed: number, count: number) =>
    Array.from({ length: count }, (_, number) => {
      const rng = makeRng({ seed: `recommend.test/${seed}`, purpose: "points", number });
      const assignments = sampleAssignments(studied.space, rng);
      const { told, value } = evaluate(problem, assignments, { seed, index: number });
      // Five times the problem's noise: as much as good points differ by.
      const reported = (value ?? Number.NaN) + 5 * ((told ?? Number.NaN) - (value ?? Number.NaN));
      return { number, assignments, outcome: "completed" as const, values: { value: reported } };
    });

  test("without noise is the best one told, and null while nothing has succeeded", () => {
    const history = historyOf(0, 20);
    const values = history.map((entry) => entry.values.value);
    const ask = { problem: studied, noisy: false, kernels: plainKernels };
    expect(recommend({ ...ask, history })).toBe(values.indexOf(Math.min(...values)));
    const failures = history.map(({ number, assignments }) => ({ number, assignments, outcome: "failed" as const }));
    expect(recommend({ ...ask, history: failures })).toBeNull();
  });

  test("pitfall 36: under noise it is truly better than the best one told, on average and in most studies", () => {
    let [better, worse, gain] = [0, 0, 0];
    for (let seed = 0; seed < 10; seed += 1) {
      const history = historyOf(seed, 50);
      const trueAt = (noisy: boolean): number => {
        const index = recommend({ problem: studied, history, noisy, kernels: plainKernels });
        return problem.value(history[index ?? 0].assignments) ?? Number.NaN;
      };
      const difference = trueAt(false) - trueAt(true);
      better += Number(difference > 0);
      worse += Number(difference < 0);
      gain += difference;
    }
    expect(gain).toBeGreaterThan(0);
    expect(better).toBeGreaterThan(worse);
  });
});

describe("stored traces", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "tellus-quality-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const trace: Trace = { seed: 0, print: "a", askMs: 1, told: [1, null, 0.25] };

  test("come back as they were; a run that was cut short keeps what was whole and repeats the rest", async () => {
    const file = traceFile(folder, { sampler: "some", batch: 8 }, "problem");
    await appendTrace(file, trace);
    await appendTrace(file, { ...trace, seed: 1 });
    await writeFile(file, '{"seed":2,"print":"a","askMs":1,"to', { flag: "a" });
    const found = await readTraces(file, { print: "a", budget: 3 });
    expect([...found.keys()]).toEqual([0, 1]);
    expect(found.get(0)).toEqual(trace);
    expect(await playersIn(folder, 8)).toEqual(["some"]);
    expect(await playersIn(folder, 1)).toEqual([]);
  });

  test("of another version of the problem or of a smaller budget do not count", async () => {
    const file = traceFile(folder, { sampler: "some", batch: 1 }, "problem");
    await appendTrace(file, trace);
    expect((await readTraces(file, { print: "b", budget: 3 })).size).toBe(0);
    expect((await readTraces(file, { print: "a", budget: 4 })).size).toBe(0);
    expect((await readTraces(path.join(folder, "none"), { print: "a", budget: 3 })).size).toBe(0);
  });
});

describe("what rivals are served", () => {
  test("is the list of all problems, each described in order of its parameters", () => {
    expect(answer({ op: "list" })).toHaveLength(problems.length);
    const described = answer({ op: "describe", problem: "nested-tree-9" });
    expect(described).toMatchObject({ direction: "minimize", constrained: false });
    expect("parameters" in described && described.parameters.map(({ name }) => name)).toEqual(
      Object.keys(findProblem("nested-tree-9").space),
    );
  });

  test("are the evaluations that ours meet, and how far a constraint is broken", () => {
    const problem = findProblem("noisy-sphere-5");
    const assignments = { x0: 0.1, x1: 0.2, x2: 0.3, x3: 0.4, x4: 0.5 };
    expect(answer({ op: "evaluate", problem: problem.id, seed: 2, points: [{ index: 5, assignments }] })).toEqual([
      { ...evaluate(problem, assignments, { seed: 2, index: 5 }), violation: 0 },
    ]);
    const broken = { flour: 0.9, sugar: 0.9, butter: 0.1, heat: 200 };
    expect(
      answer({ op: "evaluate", problem: "mixture-4", seed: 0, points: [{ index: 0, assignments: broken }] }),
    ).toEqual([expect.objectContaining({ violation: expect.closeTo(1, 10) })]);
  });
});
