/** All problems with several objectives. Chosen before any of our samplers had played them; none is dropped for its result. */
import type { ObjectiveProblem } from "../objective-problem";
import { dtlzProblems } from "./dtlz";
import { mixedProblems } from "./mixed";
import { recordedProblems } from "./recorded";
import { wfgProblems } from "./wfg";
import { zdtProblems } from "./zdt";

export const objectiveProblems: readonly ObjectiveProblem[] = [
  ...zdtProblems,
  ...dtlzProblems,
  ...wfgProblems,
  ...mixedProblems,
  ...recordedProblems,
];

export function findObjectiveProblem(id: string): ObjectiveProblem {
  const found = objectiveProblems.find((problem) => problem.id === id);
  if (!found) throw new RangeError(`No problem with several objectives is called ${id}.`);
  return found;
}
