/** All problems of the benchmark. Chosen before any sampler that learns was tuned; none is dropped for its result. */
import { analyticProblems } from "./analytic/problems";
import { conditionalProblems } from "./mixed/conditional";
import { constrainedProblems } from "./mixed/constrained";
import { discreteProblems } from "./mixed/discrete";
import { noisyProblems } from "./mixed/noisy";
import { classicalProblems } from "./models/classical-problems";
import { kernelProblems } from "./models/kernel-problems";
import { networkProblems } from "./models/network-problems";
import { treeProblems } from "./models/tree-problems";
import type { QualityProblem } from "./problem";

export const problems: readonly QualityProblem[] = [
  ...analyticProblems,
  ...conditionalProblems,
  ...discreteProblems,
  ...noisyProblems,
  ...constrainedProblems,
  ...kernelProblems,
  ...networkProblems,
  ...treeProblems,
  ...classicalProblems,
];

export function findProblem(id: string): QualityProblem {
  const found = problems.find((problem) => problem.id === id);
  if (!found) throw new RangeError(`There is no problem called ${id}.`);
  return found;
}
