import { describe, expect, test } from "vitest";
import { hypervolume } from "@/lib/engine/pareto/hypervolume";
import { makeRng } from "@/lib/engine/rng/rng";
import { checkAssignments } from "@/lib/engine/space/contains";
import { defaultAssignments } from "@/lib/engine/space/default-assignments";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { spaceOf } from "../evaluate";
import { OBJECTIVE_FAMILIES, type ObjectiveProblem, toLosses } from "./objective-problem";
import { findObjectiveProblem, objectiveProblems } from "./problems/problems";
import { deceptiveShift, flatBias, linearShift, multimodalShift, nonseparableMean } from "./problems/wfg-toolkit";
import { volumeOf } from "./reference-volumes";

const named = objectiveProblems.map((problem) => [problem.id, problem] as const);
const drawn = (problem: ObjectiveProblem, number: number) =>
  sampleAssignments(spaceOf(problem), makeRng({ seed: "objectives.test", purpose: problem.id, number }));
const lossesAt = (problem: ObjectiveProblem, assignments: ReturnType<typeof drawn>) =>
  toLosses(problem, problem.value(assignments));
const FRONT_POINTS = 2_500;

test("there are at least 20 problems of five families, with two and three objectives, choices, integers and conditions", () => {
  expect(objectiveProblems.length).toBeGreaterThanOrEqual(20);
  expect(new Set(objectiveProblems.map(({ id }) => id)).size).toBe(objectiveProblems.length);
  expect(new Set(objectiveProblems.map(({ family }) => family))).toEqual(new Set(OBJECTIVE_FAMILIES));
  expect(new Set(objectiveProblems.map(({ objectives }) => objectives.length))).toEqual(new Set([2, 3]));
  const parameters = objectiveProblems.flatMap(({ space }) => Object.values(space));
  expect(new Set(parameters.map(({ type }) => type)).size).toBe(5);
  expect(parameters.some(({ when }) => when)).toBe(true);
});

describe.each(named)("%s", (_, problem) => {
  const { reference, random, best } = volumeOf(problem);
  const front = problem.front.points(FRONT_POINTS);

  test("the points of its front dominate the stated volume, to what lies between them, and never more", () => {
    const volume = hypervolume(front, reference);
    expect(volume).toBeLessThanOrEqual(best * (1 + 1e-9));
    expect(volume).toBeGreaterThan(0.98 * best);
    expect(problem.front.volume(reference)).toBeCloseTo(best, 4 - Math.ceil(Math.log10(best)));
  });

  test("no point at random goes beyond its front, and ten of them are far from it", () => {
    const points = Array.from({ length: 400 }, (_, number) => lossesAt(problem, drawn(problem, number)));
    expect(hypervolume([...front, ...points], reference)).toBeLessThanOrEqual(best * (1 + 1e-9));
    expect(random).toBeLessThan(0.9 * best);
  });

  test("the points that are said to be on its front are", () => {
    for (const assignments of problem.optimal) {
      expect(checkAssignments(spaceOf(problem), assignments)).toEqual([]);
      const losses = lossesAt(problem, assignments);
      expect(hypervolume([...front, losses], reference)).toBeLessThanOrEqual(best * (1 + 1e-9));
      // Moved out by a hundredth of the reference it is dominated by no point of the front no longer.
      const dominated = (share: number): boolean =>
        front.some((point) => point.every((loss, m) => loss <= losses[m] + share * reference[m]));
      expect(dominated(0.03)).toBe(true);
      expect(dominated(-1e-9)).toBe(false);
    }
  });

  test("the middle of its space is not on its front", () => {
    const middle = lossesAt(problem, defaultAssignments(spaceOf(problem)));
    const nearest = Math.min(
      ...front.map((point) => Math.max(...point.map((loss, m) => (middle[m] - loss) / Math.abs(reference[m])))),
    );
    expect(nearest).toBeGreaterThan(0.005);
  });
});

describe("known values", () => {
  test("A8: the volumes of ZDT1 and ZDT2 below 1.1", () => {
    expect(findObjectiveProblem("zdt1").front.volume([1.1, 1.1])).toBeCloseTo(0.8766667, 6);
    expect(findObjectiveProblem("zdt2").front.volume([1.1, 1.1])).toBeCloseTo(0.5433333, 6);
  });

  test("ZDT6 begins at f1 = 0.2807753, and ZDT3 ends at f2 = -0.7733690", () => {
    const [first] = findObjectiveProblem("zdt6").front.points(10);
    expect(first[0]).toBeCloseTo(0.2807753191, 9);
    const lowest = Math.min(
      ...findObjectiveProblem("zdt3")
        .front.points(20_000)
        .map(([, f2]) => f2),
    );
    expect(lowest).toBeCloseTo(-0.773369012, 6);
  });

  test("WFG's transformations are 0 where distance is best and 1 where the paper has them end", () => {
    expect([linearShift(0.35), linearShift(0), linearShift(1)]).toEqual([0, 1, 1]);
    expect(deceptiveShift(0.35)).toBeCloseTo(0, 12);
    expect(deceptiveShift(0)).toBeCloseTo(0.05, 12);
    expect(deceptiveShift(0.349)).toBeCloseTo(1, 12);
    const valleys = { a: 30, b: 10 };
    expect(multimodalShift(0.35, valleys)).toBeCloseTo(0, 12);
    expect([0, 1].map((end) => multimodalShift(end, valleys))).toEqual([1, 1]);
    const flat = { a: 0.8, b: 0.75, c: 0.85 };
    expect([0, 0.75, 0.8, 0.85, 1].map((y) => flatBias(y, flat))).toEqual([0, 0.8, 0.8, 0.8, 1]);
    expect(nonseparableMean([0, 0, 0, 0], 4)).toBe(0);
    expect(nonseparableMean([1, 1, 1, 1], 1)).toBe(1);
  });
});
