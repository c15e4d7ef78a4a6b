/** What one study with several objectives did: a line of a file. */
import path from "node:path";
import { z } from "zod";
import { printOf } from "../evaluate";
import { OURS_FOLDER, RIVALS_FOLDER } from "../play/trace";
import type { ObjectiveProblem } from "./objective-problem";

export const ObjectiveTrace = z.object({
  seed: z.int(),
  /** Of the version of the problem that was played. */
  print: z.string(),
  /** Median time of an ask. */
  askMs: z.number(),
  /** The metrics of each trial, in the order of evaluation; null where the space was used up. */
  told: z.array(z.array(z.number()).nullable()),
});
export type ObjectiveTrace = z.infer<typeof ObjectiveTrace>;

const SUBFOLDER = "objectives";
export const OURS = path.join(OURS_FOLDER, SUBFOLDER);
export const RIVALS = path.join(RIVALS_FOLDER, SUBFOLDER);

export function objectivePrint(problem: ObjectiveProblem): string {
  const { id, space, objectives } = problem;
  return printOf(problem, { id, space, objectives }, (assignments) => problem.value(assignments));
}
