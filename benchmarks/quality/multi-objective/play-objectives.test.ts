import { describe, expect, test } from "vitest";
import { makeRng } from "@/lib/engine/rng/rng";
import { sampleAssignments } from "@/lib/engine/space/sample";
import { spaceOf } from "../evaluate";
import { CURVE_POINTS } from "../play/play-study";
import { answer } from "../serve-problems";
import { volumeRegrets } from "./collect-objectives";
import { ObjectiveTrace, objectivePrint } from "./objective-trace";
import { playObjectives } from "./play-objectives";
import { findObjectiveProblem, objectiveProblems } from "./problems/problems";

const zdt1 = findObjectiveProblem("zdt1");
const memory = findObjectiveProblem("neighbours-clusters-memory");
const withoutTime = ({ askMs: _, ...trace }: ObjectiveTrace) => trace;
const regretAfter = (regrets: readonly number[], count: number): number => regrets[CURVE_POINTS.indexOf(count)];

describe("a study of ours with several objectives", () => {
  test("is the same whenever it is played, another with another seed, and a line that is read again as it was", () => {
    const play = { problem: memory, sampler: "random", seed: 1, budget: 25 };
    const trace = playObjectives(play);
    expect(withoutTime(playObjectives(play))).toEqual(withoutTime(trace));
    expect(playObjectives({ ...play, seed: 2 }).told).not.toEqual(trace.told);
    expect(ObjectiveTrace.parse(JSON.parse(JSON.stringify(trace)))).toEqual(trace);
    expect(trace.print).toBe(objectivePrint(memory));
  });

  test("by a model leaves less of the volume to be found than by random search", () => {
    const play = { problem: zdt1, seed: 3, budget: 25, effort: { candidates: 128, searches: 2, tries: 100 } };
    const ours = volumeRegrets(zdt1, playObjectives({ ...play, sampler: "gp" }));
    const random = volumeRegrets(zdt1, playObjectives({ ...play, sampler: "random" }));
    expect(regretAfter(ours, 25)).toBeLessThan(regretAfter(random, 25));
  });
});

describe("regret of volume", () => {
  test.each(objectiveProblems.map((problem) => [problem.id, problem] as const))(
    "on %s is about 0 for its front, most of it after one random trial, and never grows",
    (_, problem) => {
      const sign = problem.objectives.map(({ direction }) => (direction === "maximize" ? -1 : 1));
      const front = problem.front.points(190).map((losses) => losses.map((loss, m) => sign[m] * loss));
      // The last point of a curve counts so many trials: the whole front must fit in them.
      const thinned = front.filter((_, index) => index % Math.ceil(front.length / 200) === 0);
      expect(volumeRegrets(problem, { told: thinned }).at(-1)).toBeLessThan(0.1);
      const told = Array.from({ length: 200 }, (_, number) => {
        const rng = makeRng({ seed: "regret.test", purpose: problem.id, number });
        return [...problem.value(sampleAssignments(spaceOf(problem), rng))];
      });
      const regrets = volumeRegrets(problem, { told });
      expect(regrets[0]).toBeGreaterThan(0.5);
      expect(regrets.toSorted((one, other) => other - one)).toEqual(regrets);
    },
  );
});

test("rivals are told of every problem, and of the values that ours see", () => {
  expect(answer({ op: "list-objectives" })).toHaveLength(objectiveProblems.length);
  const assignments = sampleAssignments(spaceOf(memory), makeRng({ seed: "serve.test", purpose: "point", number: 0 }));
  expect(answer({ op: "objectives", problem: memory.id, assignments })).toEqual(memory.value(assignments));
});
