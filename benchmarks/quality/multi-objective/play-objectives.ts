/** Plays one study with several objectives with one of our samplers, one trial at a time. */
import type { Kernels } from "@/lib/engine/linalg/kernels";
import type { Effort } from "@/lib/engine/sampler/sampler";
import { spaceOf } from "../evaluate";
import { medianMs, padded, playTrials } from "../play/play-study";
import { sixDigits } from "../play/trace";
import type { ObjectiveProblem } from "./objective-problem";
import { type ObjectiveTrace, objectivePrint } from "./objective-trace";

export interface ObjectivesPlay {
  readonly problem: ObjectiveProblem;
  readonly sampler: string;
  readonly seed: number;
  readonly budget: number;
  readonly effort?: Effort;
  readonly kernels?: Kernels;
}

export function playObjectives(play: ObjectivesPlay): ObjectiveTrace {
  const { problem, seed, budget } = play;
  const { objectives } = problem;
  const studied = { space: spaceOf(problem), objectives, seed: `quality-${seed}` };
  const told: number[][] = [];
  const { times } = playTrials({ ...play, studied, batch: 1 }, (assignments) => {
    const values = problem.value(assignments);
    told.push(values.map(sixDigits));
    return Object.fromEntries(objectives.map(({ metric }, index) => [metric, values[index]] as const));
  });
  return { seed, print: objectivePrint(problem), askMs: medianMs(times), told: padded(budget, told) };
}
