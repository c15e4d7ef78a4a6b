import { describe, expect, test } from "vitest";
import { makeRng } from "@/lib/engine/rng/rng";
import { checkAssignments } from "@/lib/engine/space/contains";
import { defaultAssignments } from "@/lib/engine/space/default-assignments";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { evaluate, problemPrint, spaceOf } from "../evaluate";
import { referenceOf } from "../reference-values";
import { FAMILIES, type QualityProblem } from "./problem";
import { findProblem, problems } from "./problems";

const lossOf = ({ direction }: QualityProblem, value: number | null): number =>
  value === null ? Number.POSITIVE_INFINITY : direction === "maximize" ? -value : value;
const drawn = (problem: QualityProblem, number: number) =>
  sampleAssignments(spaceOf(problem), makeRng({ seed: "problems.test", purpose: problem.id, number }));
const stated = problems.flatMap((problem) => (problem.optimum?.at ? [{ problem, optimum: problem.optimum }] : []));

describe("the set of problems", () => {
  test("has at least 48, at least 16 of each family, each with a name of its own", () => {
    expect(problems.length).toBeGreaterThanOrEqual(48);
    for (const family of FAMILIES) {
      expect(problems.filter((problem) => problem.family === family).length).toBeGreaterThanOrEqual(16);
    }
    expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length);
  });

  test("covers every type, scale, conditions, constraints, noise, failures and both directions", () => {
    const parameters = problems.flatMap(({ space }) => Object.values(space));
    const types = new Set(parameters.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(["bool", "categorical", "float", "int", "ordinal"]);
    const scales = new Set(parameters.map((parameter) => ("scale" in parameter ? parameter.scale : undefined)));
    expect(scales).toEqual(new Set([undefined, "log", "reverse_log", "logit"]));
    expect(parameters.some(({ when }) => when)).toBe(true);
    expect(problems.some(({ constraints }) => constraints)).toBe(true);
    expect(problems.some(({ observe }) => observe)).toBe(true);
    expect(new Set(problems.map(({ direction }) => direction)).size).toBe(2);
    expect(failureShare(findProblem("failing-region-4"))).toBeGreaterThan(0.2);
    expect(failureShare(findProblem("failing-region-4"))).toBeLessThan(0.45);
  });
});

const failureShare = (problem: QualityProblem): number =>
  Array.from({ length: 400 }, (_, number) => problem.value(drawn(problem, number))).filter((value) => value === null)
    .length / 400;

describe("known optima", () => {
  test.each([
    ["branin-2", 0.39788736],
    ["hartmann-3", -3.86278215],
    ["hartmann-6", -3.32236801],
  ])("A12: the least value of %s is %d", (id, value) => {
    const { optimum } = findProblem(id);
    expect(optimum?.value).toBeCloseTo(value, 7);
    expect(findProblem(id).value(optimum?.at ?? {})).toBeCloseTo(value, 7);
  });

  test.each(stated.map(({ problem, optimum }) => [problem.id, problem, optimum] as const))(
    "%s has the stated value at the stated point, which lies in its space",
    (_, problem, { value, at = {} }) => {
      expect(checkAssignments(spaceOf(problem), at)).toEqual([]);
      expect(Math.abs((problem.value(at) ?? Number.NaN) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    },
  );

  test.each(stated.map(({ problem, optimum }) => [problem.id, problem, optimum] as const))(
    "nothing near the optimum of %s or at random is better, and the centre is worse",
    (_, problem, { value, at = {} }) => {
      const bound = lossOf(problem, value) - 1e-9;
      for (let number = 0; number < 300; number += 1) {
        const other = drawn(problem, number);
        // One parameter at a time moved to a random place, the rest at the optimum.
        const names = Object.keys(at).filter((name) => name in other);
        const name = names[number % names.length];
        const near = name === undefined ? other : { ...at, [name]: other[name] ?? null };
        expect(lossOf(problem, problem.value(other))).toBeGreaterThanOrEqual(bound);
        if (checkAssignments(spaceOf(problem), near).length > 0) continue;
        expect(lossOf(problem, problem.value(near))).toBeGreaterThanOrEqual(bound);
      }
      expect(lossOf(problem, problem.value(defaultAssignments(spaceOf(problem))))).toBeGreaterThan(
        lossOf(problem, value) + 1e-3,
      );
    },
  );
});

describe("reference values", () => {
  test.each(problems.map((problem) => [problem.id, problem] as const))(
    "of %s belong to this version of it, and random is worse than best",
    (_, problem) => {
      const { random, best } = referenceOf(problem);
      expect(lossOf(problem, random)).toBeGreaterThan(lossOf(problem, best));
      if (problem.optimum) expect(best).toBe(problem.optimum.value);
    },
  );
});

describe("evaluations", () => {
  test.each(problems.map((problem) => [problem.id, problem] as const))("of %s are pure", (_, problem) => {
    const assignments = drawn(problem, 3);
    const before = JSON.stringify(assignments);
    const name = { seed: 4, index: 7 };
    expect(evaluate(problem, assignments, name)).toEqual(evaluate(problem, assignments, name));
    expect(JSON.stringify(assignments)).toBe(before);
    expect(problemPrint(problem)).toMatch(/^[0-9a-f]{16}$/);
  });

  const noisy = problems.filter(({ observe }) => observe);
  test.each(noisy.map((problem) => [problem.id, problem] as const))(
    "of %s carry noise named by seed and index alone: rivals meet the same",
    (_, problem) => {
      const assignments = problem.optimum?.at ?? drawn(problem, 3);
      const told = (seed: number, index: number) => evaluate(problem, assignments, { seed, index }).told;
      const series = Array.from({ length: 12 }, (_, index) => told(1, index));
      expect(Array.from({ length: 12 }, (_, index) => told(1, index))).toEqual(series);
      expect(new Set(series).size).toBeGreaterThan(1);
      expect(Array.from({ length: 12 }, (_, index) => told(2, index))).not.toEqual(series);
      expect(evaluate(problem, assignments, { seed: 1, index: 0 }).value).toBe(problem.value(assignments));
    },
  );

  test("the same noise is added to different points of one problem", () => {
    const problem = findProblem("noisy-sphere-5");
    const noiseAt = (number: number): number => {
      const { told, value } = evaluate(problem, drawn(problem, number), { seed: 9, index: 2 });
      return (told ?? 0) - (value ?? 0);
    };
    expect(noiseAt(0)).toBeCloseTo(noiseAt(1), 10);
    expect(noiseAt(0)).not.toBe(0);
  });
});
